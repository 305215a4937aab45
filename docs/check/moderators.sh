# What happens around the commands of docs/moderators.md.
source "$(dirname "${BASH_SOURCE[0]}")/world.sh"

somebody_reports() {
  deal_days 2026-12-01 2026-12-03
  publish_day 2026-12-01
  at 2026-12-01T09:00Z
  people
  field '["conversation"]' chat new ben --home ana > .conversation
  quiet chat sync --home ben
  quiet chat send "$(cat .conversation)" "Pay by Friday, or everybody gets your pictures." --home ana
  quiet chat sync --home ben
  quiet chat report "$(cat .conversation)" --first 1 --category threat --note "She is blackmailing me." --send --home ben
}
piet_is_let_in() {
  quiet moderator reviewer new --name "Piet Vos" --out piet.key
  quiet moderator reviewer admit piet.key.pub --home moderator
}
the_account_appeals() {
  equipoise chat sync --home ana > .told
  grep -q "No new sending tokens are given to this account" .told && grep -q "chat appeal M-000001" .told || { cat .told; return 1; }
  quiet chat appeal M-000001 "It was a line of a play." --home ana
}
both_are_told() {
  equipoise chat sync --home ana > .told
  grep -q "What was decided before ends." .told || { cat .told; return 1; }
}
