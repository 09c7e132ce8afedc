"""Recurrent networks: the picture is read row by row, and one state is all that is remembered of the rows so far.

`Recurrent` is Elman's network, h' = tanh(W x + U h + b). `LSTM` (Hochreiter and Schmidhuber 1997, with the forget gate of Gers
et al. 2000) keeps a second state beside it, which is added to instead of multiplied. The same weights read every row; the steps
have names of their own, so that the state after each row can be looked at. The head reads the state after the last row, and can
be asked earlier: `head(state)` is what is believed so far.

B batch · C channels · H rows, the steps · W columns · U units · K classes
"""

import torch
from jaxtyping import Float
from torch import Tensor, nn


class Step(nn.Module):
    """The state after one more row, given the state before and what the row contributes."""

    def forward(self, row: Float[Tensor, "B U"], before: Float[Tensor, "B U"]) -> Float[Tensor, "B U"]:
        return torch.tanh(row + before)


class Recurrent(nn.Module):
    def __init__(self, rows: int = 28, columns: int = 28, units: int = 96, classes: int = 10) -> None:
        super().__init__()
        self.units = units
        self.row = nn.Linear(columns, units)  # W and b: every row alike
        self.state = nn.Linear(units, units, bias=False)  # U: from the state before
        self.steps = nn.ModuleList(Step() for _ in range(rows))
        self.head = nn.Linear(units, classes)
        nn.init.orthogonal_(self.state.weight)  # what is remembered neither grows nor fades at the start

    def forward(self, x: Float[Tensor, "B C H W"]) -> Float[Tensor, "B K"]:
        rows = self.row(x[:, 0])  # B H U: they need not wait for each other
        h = rows.new_zeros(x.shape[0], self.units)
        for step, row in zip(self.steps, rows.unbind(1), strict=True):  # these must
            h = step(row, self.state(h))
        return self.head(h)


class GatedStep(nn.Module):
    """One step of the LSTM: the new state h and the new memory c, from the gates and the memory before.

    `gates` say what enters, what is kept, what is new and what is shown, in torch's order: input, forget, cell, output.
    """

    def forward(
        self, gates: Float[Tensor, "B 4U"], before: Float[Tensor, "B U"]
    ) -> tuple[Float[Tensor, "B U"], Float[Tensor, "B U"]]:
        enter, keep, new, show = gates.chunk(4, dim=1)
        c = torch.sigmoid(keep) * before + torch.sigmoid(enter) * torch.tanh(new)
        return torch.sigmoid(show) * torch.tanh(c), c


class LSTM(nn.Module):
    def __init__(self, rows: int = 28, columns: int = 28, units: int = 96, classes: int = 10) -> None:
        super().__init__()
        self.units = units
        self.row = nn.Linear(columns, 4 * units)
        self.state = nn.Linear(units, 4 * units, bias=False)
        self.cells = nn.ModuleList(GatedStep() for _ in range(rows))
        self.steps = nn.ModuleList(nn.Identity() for _ in range(rows))  # the state h after each row
        self.head = nn.Linear(units, classes)
        nn.init.orthogonal_(self.state.weight)
        nn.init.ones_(self.row.bias[units : 2 * units])  # at the start it keeps what it has (Jozefowicz et al. 2015)

    def forward(self, x: Float[Tensor, "B C H W"]) -> Float[Tensor, "B K"]:
        if self.training:
            return self.head(self.last(x[:, 0]))
        rows = self.row(x[:, 0])  # B H 4U
        h = c = rows.new_zeros(x.shape[0], self.units)
        for cell, step, row in zip(self.cells, self.steps, rows.unbind(1), strict=True):
            h, c = cell(row + self.state(h), c)
            h = step(h)
        return self.head(h)

    def last(self, rows: Float[Tensor, "B H W"]) -> Float[Tensor, "B U"]:
        """The state after the last row by torch's own LSTM: in training nobody looks at the others, and it takes a third of the
        time."""
        none = rows.new_zeros(1, rows.shape[0], self.units)
        weights = [self.row.weight, self.state.weight, self.row.bias, torch.zeros_like(self.row.bias)]
        states, _, _ = torch.lstm(rows, (none, none), weights, True, 1, 0.0, True, False, True)
        return states[:, -1]
