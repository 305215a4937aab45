// A group of participants on two engines: carries what one of them makes to all others, and
// compares what they hold after every epoch.
#pragma once

#include <map>

#include "journeys/interop/participant.h"

namespace eq::interop {

/// What went from one engine to the other and was accepted there.
struct Tally {
  std::map<std::string, int> crossed;  // by kind of message
  int epochs = 0;                      // all members compared
  std::string text() const;
};

/// A message on its way.
struct Letter {
  Participant* from = nullptr;
  std::vector<Participant*> to;
  Bytes message, plaintext, authenticated_data;
};

class Conversation {
 public:
  Conversation(Participant& creator, std::string_view group_id, Tally& tally);

  /// All members move on to a new group that `founder` begins; this one is over.
  Conversation move_on(Participant& founder, mls::PskUsage usage, std::string_view group_id);

  const std::vector<Participant*>& members() const { return members_; }

  /// `by` commits the plan and has the newcomers added, too; then everybody is compared.
  void commit(Participant& by, Plan plan, const std::vector<Participant*>& newcomers = {});
  /// The same where the newcomers' Add proposals were sent before.
  void commit_pending(Participant& by, Plan plan, const std::vector<Participant*>& newcomers = {});
  void propose(Participant& by, const Plan& plan);
  /// Carries a proposal made elsewhere to all members.
  void carry_proposal(Participant& from, View message);
  /// `who` joins by external commit, with a GroupInfo of `host`.
  void join_external(Participant& who, Participant& host, mls::TreeDelivery tree,
                     bool replaces = false);

  Letter write(Participant& from, Bytes plaintext, Bytes authenticated_data = {});
  void carry(const Letter& letter);
  /// Messages of several lengths from everybody to everybody.
  void everyone_speaks(View authenticated_data);

  /// Throws unless all members hold the same epoch.
  void compare();

 private:
  Conversation(std::vector<Participant*> members, Tally& tally)
      : members_(std::move(members)), tally_(tally) {}
  void crossing(const Participant& from, const Participant& to, const std::string& kind);
  void carry_commit(Participant& from, View commit, const std::string& kind);

  std::vector<Participant*> members_;
  Tally& tally_;
};

/// "add" proposals for the newcomers: asks each for a key package.
Plan adding(const std::vector<Participant*>& newcomers, Plan plan = {});

}  // namespace eq::interop
