// Who may be connected, and how much of the memory each may hold.
//
// A connection waits until a whole request, or a signed frame, has come over it.  Whoever waits
// gives way: when all places are taken, the longest waiting connection of the address that has most
// of them makes room for the next; and when an allowance of memory is used up, the one that holds
// most of the address that holds most.  So a flood takes from itself.  Thread-safe.
#pragma once

#include <functional>
#include <list>
#include <map>
#include <memory>
#include <mutex>

#include "apps/server/peer_address.h"

namespace eq::server {

struct AdmissionLimits {
  std::size_t all = 4096;
  std::size_t sockets = 3584;               // authenticated WebSockets; the rest is for requests
  std::size_t from_one = 512;               // of one address, which is not this machine's
  std::size_t bodies = 512 * 1024 * 1024;   // bytes of request bodies held at once
  std::size_t replies = 256 * 1024 * 1024;  // bytes of replies that wait to be read

  /// As many connections as there can be descriptors for, some kept for files; asks for as many
  /// as this process may have.
  static AdmissionLimits of_this_process();
};

class Place;

class Admission : public std::enable_shared_from_this<Admission> {
 public:
  explicit Admission(const AdmissionLimits& limits) : limits_(limits) {}
  /// A place; nullptr if all are taken and nobody can give way.
  std::shared_ptr<Place> admit(const PeerAddress& from);
  /// Let one who waits make room, for want of something else than places.
  bool make_room();
  /// Who is connected now, and how many of them are authenticated WebSockets.
  struct Count {
    std::size_t connections = 0, sockets = 0;
  };
  Count count();

 private:
  friend class Place;
  struct Group {
    std::size_t all = 0, bodies = 0, replies = 0;
    std::size_t places = 0;     // those that end at this moment, too
    std::list<Place*> waiting;  // longest first
  };
  using Groups = std::map<PeerAddress, Group>;

  /// What bodies and replies are counted in.
  struct Allowance {
    std::size_t AdmissionLimits::*limit;
    std::size_t Admission::*all;
    std::size_t Group::*of_group;
    std::size_t Place::*own;
  };
  static const Allowance kBodies, kReplies;

  /// With the lock held; what the victim does is called without it.
  std::function<void()> ended(Place& place);
  std::function<void()> largest(const Allowance& of, const Place& but);
  std::function<void()> longest_waiting_of(Group& group);
  std::function<void()> longest_waiting();
  void leave(Place& place);

  const AdmissionLimits limits_;
  std::mutex mutex_;
  Groups groups_;
  std::size_t all_ = 0, sockets_ = 0, bodies_ = 0, replies_ = 0;
};

/// One connection's place, given back when it dies.
class Place {
 public:
  ~Place();
  Place(const Place&) = delete;

  /// How to end the connection, from any thread; called at most once, and only while it waits.
  void gives_way_by(std::function<void()> end);
  /// A whole request has come: it does not give way until it is answered.
  void busy();
  /// For its peer: to send a request, to take an answer.
  void waiting();
  const PeerAddress& from() const { return group_->first; }
  /// It is an authenticated WebSocket; false if there are as many as there may be.
  bool socket();

  /// Bytes of its request's body; false if there is no room for them, and nobody who waits gives
  /// way.  One address never has more than half of it.
  bool hold_body(std::size_t n) { return hold(n, Admission::kBodies); }
  void release_body() { release(Admission::kBodies); }
  /// Bytes of its reply, likewise.
  bool hold_reply(std::size_t n) { return hold(n, Admission::kReplies); }
  void release_reply() { release(Admission::kReplies); }

 private:
  friend class Admission;
  enum class Stage : std::uint8_t { waiting, busy, socket, gone };
  Place(std::shared_ptr<Admission> admission, Admission::Groups::iterator group);
  void stop_waiting();
  bool hold(std::size_t n, const Admission::Allowance& of);
  void release(const Admission::Allowance& of);

  std::shared_ptr<Admission> admission_;
  Admission::Groups::iterator group_;
  std::function<void()> give_way_;
  std::list<Place*>::iterator in_line_;
  Stage stage_ = Stage::busy;
  std::size_t body_ = 0, reply_ = 0;
};

}  // namespace eq::server
