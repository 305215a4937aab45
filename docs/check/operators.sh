# What happens around the commands of docs/operators.md: everybody else makes keys, joins, and works.
source "$(dirname "${BASH_SOURCE[0]}")/world.sh"

everybody_joins() { everybody_joins_but server; }
the_desk_works() { quiet moderator once --home moderator; }
the_disk_is_lost() {
  kill "$(tail -n 1 pids)"
  sleep 1
  rm server/store.sqlite*
}
the_server_serves_again() {
  "$program" serve --home server --port "$(cat port)" --witness "http://127.0.0.1:$(cat witness-port)" > server.log 2>&1 &
  echo $! >> pids
  for _ in $(seq 100); do
    if grep -q "^Serving on" server.log; then return 0; fi
    sleep 0.1
  done
  cat server.log
  return 1
}
settings_are_written() {
  printf 'witness = "http://127.0.0.1:8701"\nmetrics = "127.0.0.1:9700"\n' > server.toml
}
