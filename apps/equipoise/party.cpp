#include "apps/equipoise/party.h"

#include <filesystem>

#include "apps/equipoise/http_transport.h"

namespace eq::app {

void write_card(const Home& home, const Card& card) { write_file(home.path("card.eqp"), encode(card), 0644); }

Card read_card(const std::string& path) {
  const std::string file = std::filesystem::is_directory(path) ? path + "/card.eqp" : path;
  return must(decode<Card>(read_file(file)), file + " is not a card", "Take the card.eqp that `init` wrote.");
}

void must_be_complete(const wire::Realm& realm, const std::string& file, const std::string& remedy) {
  if (realm.custodians.size() + 1 != 2u * realm.threshold)
    throw Failure{file + " names " + std::to_string(realm.custodians.size()) + " custodians of whom " + std::to_string(realm.threshold) +
                      " are enough, so that two groups could act without each other",
                  "A realm has 2 of 3, 3 of 5, 4 of 7 or 5 of 9; realm files of earlier versions are not read otherwise."};
  must(wire::check(realm), file + " is not a complete realm", remedy);
}

Party open_party(const std::string& dir, const std::string& role) {
  Home home = Home::open(dir, role);
  if (!file_exists(home.path("realm.eqp")) || home.settings().server.empty())
    throw Failure{dir + " has not joined a realm", "Use `equipoise join --home " + dir + " --realm FILE --server URL`."};
  auto realm = must(decode<wire::Realm>(read_file(home.path("realm.eqp"))), home.path("realm.eqp") + " is damaged",
                    "Join the realm again.");
  must_be_complete(realm, home.path("realm.eqp"), "Join the realm again.");
  Clock clock(home.settings().clock);
  auto server = http_transport(home.settings().server);
  return Party{std::move(home), std::move(realm), std::move(server), std::move(clock), SystemRandom{}};
}

}  // namespace eq::app
