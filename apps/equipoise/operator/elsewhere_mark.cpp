#include "apps/equipoise/operator/elsewhere_mark.h"

#include "apps/equipoise/frame/party.h"
#include "apps/equipoise/frame/whole_file.h"
#include "apps/server/postgres/store.h"
#include "apps/server/service.h"

namespace eq::app {
namespace {
std::string path_in(const std::string& home) { return home + "/elsewhere"; }
}  // namespace

void check_place(const std::string& home, const std::optional<server::postgres::Address>& store) {
  const std::string file = home + "/" + std::string(server::kStoreFile);
  if (store && file_exists(file))
    throw Failure{home + " holds a store already (" + file + "), and --store names a database",
                  "Nothing was started. Leave --store out: one is not made of the other yet.", 2};
  if (!store && file_exists(path_in(home)))
    throw Failure{"The store of " + home + " is a PostgreSQL database, and --store is not given",
                  "Nothing was started. Give it. Only if the realm begins anew, take " +
                      path_in(home) + " away.",
                  2};
}

void mark_elsewhere(const std::string& home) {
  if (!file_exists(path_in(home)))
    write_file(path_in(home), to_bytes("The store is a PostgreSQL database (serve --store).\n"));
}

void demand_file(const std::string& home) {
  if (file_exists(path_in(home)))
    throw Failure{std::string(server::postgres::kHowToCopy), "Nothing was changed.", 2};
}

}  // namespace eq::app
