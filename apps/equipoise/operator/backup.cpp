// `equipoise server backup` and `equipoise server restore`: a copy of the store while it serves,
// and a store made of a copy, which knows that it is one.  docs/operators/backup.md.
#include <unistd.h>

#include <filesystem>
#include <nlohmann/json.hpp>

#include "apps/equipoise/frame/long_running.h"
#include "apps/equipoise/frame/party.h"
#include "apps/equipoise/operator/backup_manifest.h"
#include "apps/equipoise/operator/commands.h"
#include "apps/equipoise/operator/elsewhere_mark.h"
#include "apps/equipoise/operator/large_file.h"
#include "apps/equipoise/operator/restored_mark.h"
#include "apps/equipoise/operator/serve_options.h"
#include "apps/equipoise/operator/server_home.h"
#include "apps/server/control.h"
#include "apps/server/copy_order.h"
#include "apps/server/disk_room.h"
#include "apps/server/postgres/restored.h"
#include "apps/server/restored_gap.h"
#include "apps/server/service.h"

namespace eq::app {
namespace {
using server::SqliteStore;
using Check = server::StoreSettings::Check;

/// Asks the server that runs; where none runs, nobody else writes meanwhile.
/// @param to  a name in the home that is nobody else's
void copy_store_of(const ServerHome& home, const std::string& to) {
  const auto told = server::tell_server(home.dir, std::string(server::kCopyOrder));
  switch (told.standing) {
    case server::Told::Standing::answered:
      if (const auto copy = server::copy_named_by(told.answer))
        return move_file(home.path(*copy), to);
      throw Failure{told.answer, "Nothing was written."};
    case server::Told::Standing::silent: throw Failure{kSilentServer, kWhySilent};
    case server::Told::Standing::ended:
      throw Failure{"The server ended before the copy was whole", "Nothing was written."};
    case server::Told::Standing::none_runs: break;
  }
  const Home locked = open_to_run(home.dir, "platform");
  const std::string path = home.path(server::kStoreFile);
  if (!file_exists(path))
    throw Failure{home.dir + " holds no store yet", "There is nothing to back up."};
  std::string why;
  const auto store = SqliteStore::open(path, why);
  if (!store) throw Failure{why, ""};
  if (const auto fault = server::copy_store(*store, to); !fault.empty())
    throw Failure{fault, "Nothing was written."};
}

std::string own_copy(const ServerHome& home) {
  return home.path("copy-" + std::to_string(::getpid()) + ".sqlite");
}

nlohmann::ordered_json in_json(const std::string& file, const BackupManifest& m) {
  return {{"backup", file},
          {"made", to_text(m.made)},
          {"bytes", m.bytes},
          {"sha256", hex(m.sha256)},
          {"orders", m.record.orders.size},
          {"epochs", m.record.epochs.size}};
}

std::string in_words(const BackupManifest& m) {
  return "of " + to_text(m.made) + ": " + std::to_string(m.record.orders.size) +
         " entries of the orders log and " + std::to_string(m.record.epochs.size) +
         " of the epochs log, every one checked";
}

/// For the backup, and for the copy in the home where both are on one disk.
void check_room(const ServerHome& home, const std::string& out) {
  std::string folder = std::filesystem::path(out).parent_path();
  if (folder.empty()) folder = ".";
  const auto bytes = server::store_bytes(home.path(server::kStoreFile));
  const std::uint64_t files = server::share_a_disk(folder, home.dir) ? 2 : 1;
  if (const auto lack = server::lacks_room(folder, files * bytes); !lack.empty())
    throw Failure{lack, "Nothing was written. Make room, or choose another disk."};
}

struct BackupOptions {
  std::string home, out;
  bool json = false;
};

void backup(const BackupOptions& options) {
  const auto home = ServerHome::at(options.home);
  demand_file(options.home);
  for (const auto& file : {options.out, manifest_path(options.out)})
    if (file_exists(file))
      throw Failure{file + " exists already", "It is as it was. Choose another name.", 2};
  BackupManifest manifest;
  manifest.version = EQ_VERSION;
  manifest.made = Clock(Home::peek(home.dir).clock).now();  // or a little later (restored_gap.h)
  check_room(home, options.out);
  const Temporary copy(own_copy(home));
  copy_store_of(home, copy.path());
  manifest.realm = home.realm.digest();
  manifest.record = OpenStore::at(copy.path(), home, Check::with_indexes).record();
  const auto copied = copy_file(copy.path(), options.out);
  manifest.bytes = copied.bytes;
  manifest.sha256 = copied.sha256;
  write_manifest(options.out, manifest);  // last: without it there is no backup
  print(options.json, in_json(options.out, manifest),
        "The backup is " + options.out + ", and " + manifest_path(options.out) +
            " says what it is: " + in_words(manifest) +
            ".\nIt holds sealed messages and no key. Keep the home's other files apart.");
}

struct RestoreOptions {
  std::string home, from, witness;
  std::optional<server::postgres::Address> store;
  bool only_check = false, json = false;
};

/// Takes the copy into the home and looks at all of it there.
BackupManifest take_in(const RestoreOptions& options, const ServerHome& home,
                       const std::string& path) {
  if (!file_exists(options.from))
    throw Failure{"There is no " + options.from, "Give the file that `server backup` wrote.", 2};
  const auto manifest = read_manifest(options.from);
  if (manifest.realm != home.realm.digest())
    throw Failure{options.from + " is of another realm than " + options.home,
                  "Nothing was changed. Give the home of the server whose backup it is.", 3};
  const auto copied = copy_file(options.from, path);
  if (copied.bytes != manifest.bytes || copied.sha256 != manifest.sha256)
    throw Failure{options.from + " is not the file that " + manifest_path(options.from) + " names",
                  "It is damaged, or of another day. Take another backup; nothing was changed.", 3};
  const auto open = OpenStore::at(path, home, Check::with_indexes);
  if (open.record() != manifest.record)
    throw Failure{"The public record in " + options.from + " is not the one that " +
                      manifest_path(options.from) + " names",
                  "Take another backup; nothing was changed.", 3};
  if (options.witness.empty()) return manifest;
  const auto address = server::parse_server_address(options.witness, "witness");
  if (!address.ok()) throw Failure{address.error().what, address.error().remedy + ".", 2};
  const auto says = server::WitnessSays::about(*open.platform, *server::HttpClient::to(*address));
  if (!says.agrees()) throw Failure{says.what(), says.remedy() + ". Nothing was changed.", 3};
  return manifest;
}

void check(const RestoreOptions& options) {
  const auto home = ServerHome::at(options.home);
  const Temporary copy(own_copy(home));
  const auto manifest = take_in(options, home, copy.path());
  const std::string lacks = options.witness.empty()
                                ? "Whether the witness has seen more, it says with --witness."
                                : "The witness has seen nothing that it lacks.";
  print(options.json, in_json(options.from, manifest),
        options.from + " is whole, " + in_words(manifest) + ". " + lacks);
}

/// Of a database, which PostgreSQL's own programs have put back.
void restore_database(const RestoreOptions& options) {
  check_place(options.home, options.store);
  const Home locked = open_to_run(options.home, "platform");
  const auto home = ServerHome::at(options.home);
  SystemRandom rng;
  Time made;
  const auto why =
      server::postgres::take_restored(*options.store, home.realm.digest(), rng.array<16>(),
                                      Clock(locked.settings().clock).now(), [&](Time at) {
                                        made = at;
                                        mark_elsewhere(home.dir);
                                      });
  if (!why.empty()) throw Failure{why, ""};
  print(options.json, {{"store", options.store->shown()}, {"made", to_text(made)}},
        options.store->shown() + " is the server's, as it was at " + to_text(made) +
            ".\nWhat was sent to the server since then is gone. It serves again once the witness "
            "says that its logs lack nothing: equipoise serve --home " +
            options.home + " --store ADDRESS --witness URL");
}

void restore(const RestoreOptions& options) {
  if (options.store) return restore_database(options);
  demand_file(options.home);
  if (options.only_check) return check(options);
  if (server::tell_server(options.home, "are you there").standing !=
      server::Told::Standing::none_runs)
    throw Failure{"A server runs in " + options.home,
                  "Stop it first, and restore before it starts again. Nothing was changed."};
  const Home locked = open_to_run(options.home, "platform");
  const auto home = ServerHome::at(options.home);
  const std::string store = home.path(server::kStoreFile);
  for (const char* end : {"", "-wal"})
    if (file_exists(store + end))
      throw Failure{options.home + " has a store already (" + store + end + ")",
                    "Nothing was changed. Move it away if it is damaged, and keep it.", 2};
  const Temporary copy(own_copy(home));
  const auto manifest = take_in(options, home, copy.path());
  const Time now = Clock(locked.settings().clock).now();
  if (now < manifest.made)
    throw Failure{
        "This machine's clock is before " + to_text(manifest.made) + ", when the backup was made",
        "Set it: places are counted on from there. Nothing was changed.", 2};
  {
    const auto open = OpenStore::at(copy.path(), home, Check::none);
    const auto gap = server::restored_gap(manifest.made, now);
    must(server::leave_gap(*open.store, gap, now), "The store cannot be written",
         "Make room on its disk.");
  }
  // What SQLite could not bring home when it closed would stay behind.
  if (file_exists(copy.path() + "-wal"))
    throw Failure{"The store cannot be written", "Make room on its disk. Nothing was changed."};
  mark_restored(home.dir, manifest.made);  // first: no store is without it for a moment
  move_file(copy.path(), store);
  print(
      options.json, in_json(options.from, manifest),
      "The store is restored, " + in_words(manifest) +
          ".\nWhat was sent to the server since then is gone. It serves again once the witness says that its logs lack nothing: "
          "equipoise serve --home " +
          options.home + " --witness URL");
}

}  // namespace

void add_backup(Command& server) {
  Command& c = server.add("backup", "Copy the server's store to a file, while it serves or not",
                          "--home server --out backup.sqlite");
  const auto o = std::make_shared<BackupOptions>();
  c.option("--home", &o->home, "The server's home directory").required();
  c.option("--out", &o->out, "The backup; FILE.json beside it says what it is").required();
  c.json_flag(o->json);
  c.action([o] { backup(*o); });
}

void add_restore(Command& server) {
  Command& c =
      server.add("restore", "Make the server's store of a backup, or only check one",
                 "--home server --from backup.sqlite\n"
                 "--home server --from backup.sqlite --check --witness http://127.0.0.1:8701");
  const auto o = std::make_shared<RestoreOptions>();
  c.option("--home", &o->home, "The server's home directory, with its keys and its realm")
      .required();
  c.option("--from", &o->from, "The backup, with FILE.json beside it");
  c.option("--store", database_into(o->store),
           "postgresql://USER@HOST/DATABASE that PostgreSQL's own programs have put back")
      .excludes("--check");
  c.exactly_one({"--from", "--store"});
  c.option("--witness", &o->witness,
           "https://HOST:PORT of the witness: does it know of more than the backup holds?");
  c.flag("--check", &o->only_check, "Look at all of it and change nothing");
  c.json_flag(o->json);
  c.action([o] { restore(*o); });
}

}  // namespace eq::app
