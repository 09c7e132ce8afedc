"""python -m models.training.study data, shuffled, depth or blank: runs a study's trainings, and writes what is there."""

import sys

from . import blank, collect, depth, run, shuffled

match sys.argv[1:]:
    case ["data", *options]:
        run.main(options)
        collect.main([])
    case ["shuffled"]:
        shuffled.main()
    case ["depth"]:
        depth.main()
    case ["blank"]:
        blank.main()
    case _:
        sys.exit("Say which study: python -m models.training.study data, shuffled, depth or blank")
