# What happens around the commands of docs/operators.md: everybody else makes keys, joins, and works.
source "$(dirname "${BASH_SOURCE[0]}")/world.sh"

everybody_joins() { everybody_joins_but server; }
the_desk_works() { quiet moderator once --home moderator; }
