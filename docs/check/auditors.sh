# What happens around the commands of docs/auditors.md.
source "$(dirname "${BASH_SOURCE[0]}")/world.sh"

a_realm_lives() {
  the_realm_is_made
  the_first_day
  apply 2026-12-02 2026-12-03 extortion
  quiet court approve --judge judge.key --home court
  custodians_consent 1
  quiet court publish-order --order 1 --home court
  a_covered_day_is_over
  quiet order intent --order 1 --day 2026-12-02 --home agency
  quiet court release-key --home court
  quiet order extract --order 1 --day 2026-12-02 --home agency
  custodians_release
  quiet order open --order 1 --day 2026-12-02 --home agency
  quiet order package --order 1 --out evidence.eqp --home agency
}
the_server_is_stopped() { stop_everything; sleep 1; }
