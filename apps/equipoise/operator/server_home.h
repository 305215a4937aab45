// A server's home as its operator looks into it: the keys, the realm, and the store where nobody
// serves it.
#pragma once

#include <memory>
#include <string>

#include "apps/server/sqlite_store.h"
#include "apps/server/store_record.h"
#include "eq/wire/realm.h"
#include "parties/platform/platform.h"

namespace eq::app {

/// Of a server that was asked something.
inline constexpr const char* kSilentServer =
    "The server runs, and has said nothing for five seconds to what it was asked";
inline constexpr const char* kWhySilent =
    "Look into its log; if it hangs, stop it and start it again.";

struct ServerHome {
  std::string dir;
  wire::Realm realm;

  /// Not locked: it may be serving.  Throws Failure if it is no server's, or has joined no realm.
  static ServerHome at(const std::string& dir);
  std::string path(std::string_view file) const { return dir + "/" + std::string(file); }
  /// Throws Failure.
  platform::Keys keys() const;
};

/// A store and the platform over it.
struct OpenStore {
  std::unique_ptr<server::SqliteStore> store;
  std::unique_ptr<platform::Platform> platform;

  /// Throws Failure if it is damaged, in use, or another realm's.
  static OpenStore at(const std::string& path, const ServerHome& home,
                      server::StoreSettings::Check check);
  /// Throws Failure unless this realm's server signed what is in it.
  server::RecordHeads record() const;
};

}  // namespace eq::app
