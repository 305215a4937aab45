// A home that is being made.  It comes into being in one step: everything that it needs is put
// into a folder inside its place, DIR/being-made, and moved up when all of it is there, with
// settings.json last, by which a home is one.  Whatever ends an `init` before leaves no home: what
// is refused takes everything away again, and what an interruption leaves the next `init` replaces.
#pragma once

#include "apps/equipoise/frame/home.h"

namespace eq::app {

class NewHome {
 public:
  /// Throws Failure if a home or another file is in that place, or another `init` works there.
  NewHome(const std::string& dir, Settings settings);
  NewHome(const NewHome&) = delete;
  NewHome& operator=(const NewHome&) = delete;
  /// Takes away what was made, unless it is in its place, or was on its way there: then the next
  /// attempt does.
  ~NewHome();

  /// Where it is made: saves its state, and is given what else belongs to it.
  Home& home() { return home_; }
  /// Durable when it returns.  Nothing may have home().dir() open by then.
  void put_in_place();
  /// Of one of its files, in its place.
  std::string path(const std::string& file) const { return dir_ + "/" + file; }

 private:
  void move_up(const std::string& file);
  std::string dir_;
  enum class Place { was_there, made } place_;
  int locked_;  // the directory, so that two never make one home
  Home home_;
  enum class Made { partly, moving, whole } made_ = Made::partly;
};

}  // namespace eq::app
