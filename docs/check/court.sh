# What happens around the commands of docs/court.md.
source "$(dirname "${BASH_SOURCE[0]}")/world.sh"

the_services_begin() { the_services_run; quiet moderator once --home moderator; }
people_come() { at 2026-12-01T09:00Z; people; field '["conversation"]' chat new ben --home ana > .conversation; quiet chat sync --home ben; }
police_apply() { apply 2026-12-02 2026-12-03 extortion; }
police_apply_again() { apply 2026-12-04 2026-12-04 fraud; }
police_apply_once_more() { apply 2026-12-05 2026-12-05 "fraud and forgery"; }
police_answer() { quiet order clarify --application "$(cat .application)" --text "To file 2026/1044." --home agency; }
police_announce() { a_covered_day_is_over; quiet order intent --order 1 --day 2026-12-02 --home agency; }
a_custodian_flags() { quiet custodian flag --order 1 --ground press-freedom --home custodian-3; }
police_ask_to_keep() { quiet order preserve --order 1 --home agency; }
a_month_later() { at 2027-01-02T09:00Z; }
