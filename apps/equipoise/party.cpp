#include "apps/equipoise/party.h"

#include <filesystem>

#include "apps/equipoise/http_transport.h"

namespace eq::app {

void write_card(const Home& home, const Card& card) { write_file(home.path("card.eqp"), encode(card), 0644); }

Card read_card(const std::string& path) {
  const std::string file = std::filesystem::is_directory(path) ? path + "/card.eqp" : path;
  return must(decode<Card>(read_file(file)), file + " is not a card", "Take the card.eqp that `init` wrote.");
}

Party open_party(const std::string& dir, const std::string& role) {
  Home home = Home::open(dir, role);
  if (!file_exists(home.path("realm.eqp")) || home.settings().server.empty())
    throw Failure{dir + " has not joined a realm", "Use `equipoise join --home " + dir + " --realm FILE --server URL`."};
  auto realm = must(decode<wire::Realm>(read_file(home.path("realm.eqp"))), home.path("realm.eqp") + " is damaged",
                    "Join the realm again.");
  must(wire::check(realm), home.path("realm.eqp") + " is not a complete realm", "Join the realm again.");
  Clock clock(home.settings().clock);
  auto server = http_transport(home.settings().server);
  return Party{std::move(home), std::move(realm), std::move(server), std::move(clock), SystemRandom{}};
}

}  // namespace eq::app
