#include "apps/equipoise/frame/party.h"

#include <filesystem>

#include "apps/equipoise/frame/http_transport.h"
#include "apps/equipoise/frame/server_check.h"
#include "eq/base/shown.h"
#include "eq/wire/realm_check.h"

namespace eq::app {

void write_card(const Home& home, const Card& card) {
  write_file(home.path("card.eqp"), encode(card), 0644);
}

Card read_card(const std::string& path) {
  const std::string file = std::filesystem::is_directory(path) ? path + "/card.eqp" : path;
  return must(decode<Card>(read_file(file)), file + " is not a card of this version",
              "Take the card.eqp that `init` wrote; one of version 0.1.0 must be made anew.");
}

/// Of whatever version.
static bool begins_like_a_realm(View file) {
  constexpr std::string_view kBegin = "eqp-realm-v";
  const std::string text = to_string(file.first(std::min<std::size_t>(file.size(), 32)));
  return text.find(kBegin) != text.npos;
}

wire::Realm read_realm(const std::string& path, const std::string& remedy) {
  auto realm = decode<wire::Realm>(read_file(path));
  if (!realm.ok() && decode<Card>(read_file(path)).ok())
    throw Failure{path + " is a card, not a realm file",
                  "Give the file that `realm assemble` wrote."};
  if (!realm.ok() && realm.error() == Err::unsupported && begins_like_a_realm(read_file(path)))
    throw Failure{
        path + " is a realm file of another version of this program",
        "In this one a realm names the key of a directory of accounts, days are dealt beforehand, 2 of 3, 3 of 5, 4 of 7 or 5 of 9 custodians act, and each "
        "hotline is entrusted with kinds of lists. The realm has to be assembled anew, from new cards."};
  if (!realm.ok()) throw Failure{path + " is not a realm file, or damaged", remedy};
  if (const auto fault = wire::check(*realm); !fault.ok())
    throw Failure{path + " is no complete realm: " + std::string(to_text(fault.error())), remedy};
  return std::move(realm).take();
}

Failure never_registered(const std::string& dir) {
  return {"The account in " + dir + " was never registered, and nobody can write to it",
          "Delete " + dir + " and begin again with `equipoise client init`."};
}

ServerSeen check_server(const std::string& url, const wire::Realm& realm) {
  const auto shown = http_transport(url)->get("/realm");
  if (!shown.ok() && shown.error() == Err::unavailable)
    return ServerSeen::silent;  // perhaps it is not running yet
  const auto theirs = shown.ok() ? decode<wire::Realm>(*shown) : Result<wire::Realm>(shown.error());
  if (!theirs.ok())
    throw Failure{"What answers at " + url + " is not this realm's server",
                  "Ask whoever runs it for the address; nothing was changed."};
  if (theirs->digest() == realm.digest()) return ServerSeen::same_realm;
  throw Failure{"The server at " + url + " is of realm " + shown_name(theirs->name) + ", digest " +
                    hex(theirs->digest()) + "; the file is of " + shown_name(realm.name) +
                    ", digest " + hex(realm.digest()),
                "Compare the digests with whoever gave you the file; nothing was changed."};
}

Party open_party(const std::string& dir, const std::string& role) {
  Home home = Home::open(dir, role);
  if (role == "client" && !file_exists(home.path("realm.eqp"))) throw never_registered(dir);
  if (!file_exists(home.path("realm.eqp")) || home.settings().server.empty())
    throw Failure{dir + " has not joined a realm",
                  "Use `equipoise join --home " + dir + " --realm FILE --server URL`."};
  auto realm = read_realm(home.path("realm.eqp"), "Join the realm again.");
  Clock clock(home.settings().clock);
  auto server = http_transport(home.settings().server);
  return Party{std::move(home), std::move(realm), std::move(server), std::move(clock),
               SystemRandom{}};
}

}  // namespace eq::app
