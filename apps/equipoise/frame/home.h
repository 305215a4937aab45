// A party's home directory: its state, its settings, a lock so that two commands never write at
// once.
//
//   DIR/state         the party's own state, replaced atomically (write, fsync, rename, fsync dir)
//   DIR/settings.json server address, clock file, role, name
//   DIR/realm.eqp     the realm this party has pinned (absent until it joins one)
//   DIR/lock          held while a command runs
//   DIR/being-made    while `init` works, or where it was interrupted (new_home.h)
//
// The directory is private to its user (mode 0700).  A custodian's state is sealed under a
// passphrase (eq/crypto/passphrase.h); the keys of other roles are not encrypted at rest in this
// version, as docs/threat-model.md says.
#pragma once

#include <memory>
#include <string>

#include "apps/equipoise/frame/whole_file.h"
#include "eq/crypto/hpke_context.h"
#include "eq/crypto/passphrase.h"

namespace eq::app {

/// The folder in which a home is made, inside its place.
inline constexpr auto kBeingMade = "being-made";

struct Settings {
  std::string role;    // "client", "court", ...
  std::string name;    // what the owner calls this home; never sent anywhere
  std::string server;  // http://127.0.0.1:PORT, empty until known
  std::string clock;   // path of the clock file, or empty
};

class Home {
 public:
  /// Opens and locks.  Throws Failure if it is no home, another role's, in use, or damaged.
  static Home open(const std::string& dir, const std::string& role);
  /// The settings of a home, without locking it.  Throws Failure if it is none.
  /// @param role  whose home it should be, for the remedy
  static Settings peek(const std::string& dir,
                       const std::string& role = "client|court|custodian|...");
  Home(Home&&) noexcept;
  Home& operator=(Home&&) = delete;
  ~Home();

  const std::string& dir() const { return dir_; }
  const Settings& settings() const { return settings_; }
  void save_settings(Settings settings);

  /// The state as last saved.  A custodian's asks for its passphrase, once in a Home's life;
  /// Failure if it is wrong.
  Bytes load() const;
  /// Durable when it returns.
  void save(View state);
  /// Seals the state anew under another passphrase, of which it asks.
  void change_passphrase();

  std::string path(const std::string& file) const { return dir_ + "/" + file; }

 private:
  friend class NewHome;
  Home(std::string dir, Settings settings, int lock)
      : dir_(std::move(dir)), settings_(std::move(settings)), lock_(lock) {}
  std::string dir_;
  Settings settings_;
  int lock_;                                            // -1 while it is being made
  mutable std::unique_ptr<crypto::PassphraseKey> key_;  // once asked for
};

/// How to find, in the home of a party of that role, the key that letters to it are sealed to.
struct Keyring {
  std::string role;
  crypto::HpkeKeyPair (*letters_key)(const Home&);
};

}  // namespace eq::app
