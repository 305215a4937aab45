# What happens around the commands of docs/operators/one-machine.md: everybody else makes keys, joins, and works.
source "$(dirname "${BASH_SOURCE[0]}")/world.sh"

everybody_joins() { everybody_joins_but server; }
the_desk_works() { quiet moderator once --home moderator; }
settings_are_written() {
  printf 'witness = "http://127.0.0.1:8701"\nmetrics = "127.0.0.1:9700"\n' > server.toml
}
the_server_takes_the_invited() {
  kill "$(tail -n 1 pids)"
  sleep 1
  the_server_serves_again --registration by-invitation
}
somebody_is_given_one() { field '["invitations"][0]' server invite --home server > .invitation; }
ana_is_known() { field '["account"]' chat id --home ana > .ana; }
