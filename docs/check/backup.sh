# What happens around the commands of docs/operators/backup.md: a server runs, and loses its disk; the timer's script is run.
source "$(dirname "${BASH_SOURCE[0]}")/world.sh"
packaging=$(dirname "${BASH_SOURCE[0]}")/../../packaging

a_server_runs() { the_realm_is_made; the_services_run; }
the_disk_is_lost() {
  kill "$(tail -n 1 pids)"
  sleep 1
  rm server/store.sqlite*
}
# As the timer does it, with two of before: one is older than seven days.
the_timer_has_run() {
  mkdir -p programs copies
  ln -sf "$program" programs/equipoise
  touch -d '6 days ago' copies/store-new.sqlite copies/store-new.sqlite.json
  touch -d '8 days ago' copies/store-old.sqlite copies/store-old.sqlite.json copies/of-somebody-else
  PATH="$PWD/programs:$PATH" EQUIPOISE_HOME=server EQUIPOISE_BACKUPS=copies sh "$packaging/equipoise-backup"
  ls copies > .copies
  [ "$(grep -c old .copies)" = 0 ] && [ "$(grep -c new .copies)" = 2 ] && grep -qx of-somebody-else .copies
  quiet server restore --home server --from copies/store-2*.sqlite --check
}
