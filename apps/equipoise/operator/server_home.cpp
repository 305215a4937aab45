#include "apps/equipoise/operator/server_home.h"

#include "apps/equipoise/frame/party.h"

namespace eq::app {

ServerHome ServerHome::at(const std::string& dir) {
  if (const auto settings = Home::peek(dir, "platform"); settings.role != "platform")
    throw Failure{dir + " is the home of another role (" + settings.role + "), not a server's",
                  "Give the right --home."};
  const std::string realm = dir + "/realm.eqp";
  if (!file_exists(realm))
    throw Failure{dir + " has not joined a realm",
                  "Use `equipoise join --home " + dir + " --realm FILE --server URL`."};
  return {dir, read_realm(realm, "Join the realm again.")};
}

platform::Keys ServerHome::keys() const {
  return must(platform::Keys::load(read_file(path("state"))), "The keys in " + dir + " are damaged",
              "Put the home's own files back.");
}

OpenStore OpenStore::at(const std::string& path, const ServerHome& home,
                        server::StoreSettings::Check check) {
  OpenStore open;
  std::string why;
  server::StoreSettings settings;
  settings.check = check;
  open.store = server::SqliteStore::open(path, why, settings);
  if (!open.store) throw Failure{why, ""};
  open.platform = must(platform::Platform::open(home.keys(), home.realm, *open.store),
                       "The realm names other keys for the server than " + home.dir + " holds",
                       "Give the home that made the backup.");
  return open;
}

server::RecordHeads OpenStore::record() const {
  return must(server::replay_record(*platform),
              "The public record in it is not what this realm's server signed",
              "Take another backup.");
}

}  // namespace eq::app
