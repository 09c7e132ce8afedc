#!/usr/bin/env bash
# The long training of the photo tier, behind everything else: two models at once, one thread each, at the lowest priority.
#
#   MIXSCOPE_DATA=<folder> ./train-photos.sh         start, or go on where it was broken off (the folder is remembered)
#   ./train-photos.sh status | pause | resume | stop
#
# Weights and cards go to runs/out, never over the shipped ones. What is finished there is skipped, and what runs is left alone.
set -euo pipefail
cd "$(dirname "$(readlink -f "$0")")"

NAMES=(photos-resnet photos-vit photos-mixer photos-resmlp photos-mlp)
OUT=runs/out
mkdir -p "$OUT"

# The training process of a model, if it lives.
trainer() {
  local pid
  pid=$(cat "runs/$1/pid" 2>/dev/null) || return 1
  tr '\0' ' ' 2>/dev/null <"/proc/$pid/cmdline" | grep -q "models.train $1 " && echo "$pid"
}

# One of the two queues: takes the next model that nobody has, until none is left. The locks go with the processes.
work() {
  local name
  exec 9>"runs/queue-$1.lock"
  flock -n 9 || exit 0
  echo $$ >"runs/queue-$1.pid"
  for name in "${NAMES[@]}"; do
    [ -e "$OUT/$name.json" ] && continue
    mkdir -p "runs/$name"
    # shellcheck disable=SC2016  # the inner shell's own number
    flock -n "runs/$name/lock" bash -c '
      echo $$ >"runs/$1/pid"
      exec nice -n 19 .venv/bin/python -m models.train "$1" --precision bf16 --resume --out "$2"
    ' - "$name" "$OUT" >>"runs/$name/log" 2>&1 || true  # had by the other queue, or failed: its log says why
  done
}

start() {
  if [ -n "${MIXSCOPE_DATA:-}" ]; then echo "$MIXSCOPE_DATA" >runs/data; fi
  [ -e runs/data ] || { echo "Say where the pictures are: MIXSCOPE_DATA=<folder> $0"; exit 2; }
  MIXSCOPE_DATA=$(cat runs/data)
  export MIXSCOPE_DATA OMP_NUM_THREADS=1 MKL_NUM_THREADS=1 PYTHONUNBUFFERED=1
  for queue in 1 2; do
    setsid nohup nice -n 19 "$PWD/train-photos.sh" work "$queue" </dev/null >>"runs/queue-$queue.log" 2>&1 &
    sleep 1 # so that the first queue gets the first model
  done
}

# To the training processes, by number; the queues wait for them anyway.
signal() {
  local name pid
  for name in "${NAMES[@]}"; do
    if pid=$(trainer "$name"); then kill "-$1" "$pid" && echo "$name: $1 to $pid"; fi
  done
}

# First the queues, or they would take the next model.
stop() {
  local queue pid
  for queue in 1 2; do
    pid=$(cat "runs/queue-$queue.pid" 2>/dev/null) || continue
    if grep -qz "^work$" "/proc/$pid/cmdline" 2>/dev/null; then kill "$pid"; fi
  done
  signal CONT
  signal TERM
}

status() {
  local name pid state
  for name in "${NAMES[@]}"; do
    state="not running"
    if pid=$(trainer "$name"); then state="process $pid, $(ps -o stat=,etime= -p "$pid")"; fi
    if [ -e "$OUT/$name.json" ]; then state="finished"; fi
    echo "$name: $state"
    if [ -e "runs/$name/log" ]; then python3 - "runs/$name/log" <<'PY'; fi
import re, sys
log = open(sys.argv[1], encoding="utf-8", errors="replace").read().replace("\r", "\n")
if epochs := re.findall(r"^photos-\S+ ({'epoch'.*})$", log, re.M):
    print("   ", epochs[-1])
bars = re.findall(r"(\d+)/(\d+): .*\| (\d+)/(\d+) \[.*?([\d.]+)(batch/s|s/batch)\]", log)
if bars:
    epoch, epochs, batch, steps = map(int, bars[-1][:4])
    rate = float(bars[-1][4]) if bars[-1][5] == "batch/s" else 1 / float(bars[-1][4])
    left = ((epochs - epoch + 1) * steps - batch) / rate / 3600
    print(f"    epoch {epoch}/{epochs}, batch {batch}/{steps}, {128 * rate:.0f} pictures/s, {left:.1f} h left at this rate")
PY
  done
}

case "${1:-start}" in
  start) start ;;
  work) work "$2" ;;
  pause) signal STOP ;;
  resume) signal CONT ;;
  stop) stop ;;
  status) status ;;
  *) echo "Unknown: $1"; exit 2 ;;
esac
