#include "apps/server/test_load.h"

#include "eq/franking/stamp.h"

namespace eq::server {
namespace {
using platform::testing::Chat;
using platform::testing::Person;
using platform::testing::World;

constexpr std::size_t kPeople = 12;

template <class Request>
Bytes signed_by(const Person& person, const Request& request, const Town& town, Time now,
                Random& rng) {
  return encode(wire::sign_request(person.device, Request::kVerb, town.world->realm.name,
                                   encode(request), now, rng));
}
}  // namespace

Town::Town(DurableStore& store) {
  eq::testing::SeededRandom rng(1);
  keys =
      std::make_shared<const platform::Keys>(platform::Keys::generate("chat.example", rng).take());
  world.emplace(World::make(*keys, rng));
  for (std::size_t i = 0; i < kPeople; ++i) people.push_back(Person::make(world->realm.name, rng));
  std::vector<std::size_t> all(kPeople);
  for (std::size_t i = 0; i < kPeople; ++i) all[i] = i;
  for (const auto& members : {all, {0, 1}, {2, 3}, {4, 5}}) {
    Chat chat;
    chat.conv = ConversationId{rng.array<16>()};
    chat.send_key = rng.array<32>();
    talks.push_back({chat, members});
  }

  const auto platform = platform::Platform::open(keys, world->realm, store).take();
  auto group = store.begin_group().take();
  const Time now = platform::testing::kNoon;
  for (const auto& p : people)
    EQ_ASSERT(platform
                  ->handle(wire::Verb::accounts_register, encode(wire::AccountRegister{p.record}),
                           now, rng)
                  .code == wire::Code::ok);
  for (const auto& t : talks) {
    wire::ConversationCreate create{
        t.chat.conv, 1, t.chat.send_key, {}, static_cast<std::uint32_t>(t.members.size()),
        Bytes{1}};
    for (const auto m : t.members) create.members.push_back(people[m].id);
    const Bytes request = signed_by(people[t.members[0]], create, *this, now, rng);
    EQ_ASSERT(platform->handle(wire::Verb::conversations_create, request, now, rng).code ==
              wire::Code::ok);
  }
  EQ_ASSERT(std::move(group).commit().ok());
}

void StorageLoad::require(bool holds, const std::string& what) {
  if (!holds && fault_.empty()) fault_ = what;
}

Opened StorageLoad::open(const OpenStore& how, StoreSettings::Check check) const {
  Opened opened;
  LivePlatform live{how(opened.why, check), nullptr};
  if (!live.store) return opened;
  live.platform = platform::Platform::open(town_.keys, town_.world->realm, *live.store).take();
  opened.live = std::move(live);
  return opened;
}

bool StorageLoad::start(std::string& why) {
  auto opened = open(failing_, StoreSettings::Check::whole_file);
  why = opened.why;
  if (!opened.live) return false;
  committer_.emplace(std::move(opened.live),
                     [this](StoreSettings::Check check) { return open(failing_, check); });
  listening_ = true;
  return true;
}

void StorageLoad::stop() {
  listening_ = false;
  committer_.reset();
}

template <class Ask, class Tell>
void StorageLoad::ask(Ask ask, Tell tell) {
  ++asked_;
  auto heard = [this, tell = std::move(tell), group = groups_](auto value) {
    if (!listening_) return;
    ++answered_;
    if (!value) ++heard_.no;
    if (group != groups_) ++(value ? heard_.yes_late : heard_.no_late);
    tell(std::move(value));
  };
  next_.push_back(std::make_unique<Asked<Ask, decltype(heard)>>(std::move(ask), std::move(heard)));
}

void StorageLoad::stamped(const Bytes& message, const wire::StampBytes& bytes) {
  const auto stamp = decode<franking::Stamp>(bytes);
  const auto sent = sent_.find(message);
  require(stamp.ok() && sent != sent_.end(), "a stamp that is none, or for no message");
  if (!fault_.empty()) return;
  const auto [it, fresh] =
      places_.try_emplace(Place(town_.talks[sent->second].chat.conv, stamp->seq), message);
  require(it->second == message, "place " + std::to_string(stamp->seq) +
                                     " of a conversation was stamped for two messages");
}

void StorageLoad::send(std::size_t talk, const wire::MessageSend& send) {
  unsent_.erase(send.message);
  sent_.emplace(send.message, talk);
  open_.insert(send.message);
  ask(
      [this, request = encode(send)](platform::Platform& platform) {
        return platform.handle(wire::Verb::messages_send, request, now_, rng_);
      },
      [this, talk, send](std::optional<platform::Reply> reply) {
        open_.erase(send.message);
        // which its sender cannot tell apart
        if (!reply || reply->code == wire::Code::unavailable) {
          unsent_.emplace(send.message, Message{send, talk});
          return;
        }
        require(reply->code == wire::Code::ok,
                "a good message is answered \"" + std::string(to_text(reply->code)) + "\"");
        const auto accepted = decode<wire::MessageAccepted>(reply->body);
        if (!accepted.ok()) return;
        stamped(send.message, accepted->stamp);
        accepted_[send.message] = accepted->stamp;
        ++heard_.yes;
      });
}

void StorageLoad::send_badly(std::size_t talk) {
  auto send = town_.talks[talk].chat.message(rng_);
  send.tag[0] ^= 1;
  ask(
      [this, request = encode(send)](platform::Platform& platform) {
        return platform.handle(wire::Verb::messages_send, request, now_, rng_);
      },
      [this](std::optional<platform::Reply> reply) {
        require(!reply || reply->code != wire::Code::ok, "a message under a wrong tag is taken");
      });
}

void StorageLoad::fetch(std::size_t person) {
  const Bytes request =
      signed_by(town_.people[person], wire::MailboxFetch{0, 256}, town_, now_, rng_);
  ask(
      [this, request](platform::Platform& platform) {
        return platform.handle(wire::Verb::mailbox_fetch, request, now_, rng_);
      },
      [this, person](std::optional<platform::Reply> reply) {
        if (!reply || reply->code == wire::Code::unavailable) return;
        const auto contents = decode<wire::MailboxContents>(reply->body);
        require(reply->code == wire::Code::ok && contents.ok(),
                "a mailbox is refused to its owner");
        if (!contents.ok()) return;
        for (const auto& d : contents->deliveries) {
          const auto [it, fresh] = delivered_.try_emplace({person, d.seq}, d.body);
          require(it->second == d.body, "a place in a mailbox held two things");
          if (d.stamp) stamped(d.body, *d.stamp);
        }
      });
}

/// What the witness is shown: a head that it was shown must never be another one later.
void StorageLoad::shown(const Result<std::optional<std::string>>& request) {
  require(request.ok(), "the log cannot be read");
  if (!request.ok() || !*request) return;
  const auto parsed = tlog::AddCheckpoint::parse(**request);
  const auto key = town_.keys->log_signer(wire::LogName::epochs).verify_key();
  const auto head = tlog::VerifiedCheckpoint::verify(parsed.ok() ? parsed->checkpoint : "", key);
  require(head.ok(), "the witness is shown a checkpoint that does not verify");
  if (!head.ok()) return;
  const auto [it, fresh] = heads_.try_emplace(head->size(), parsed->checkpoint);
  require(it->second == parsed->checkpoint, "two heads of a log of one size were shown");
  require(head->size() == heads_.rbegin()->first, "a log that was shown became shorter");
}

void StorageLoad::publish() {
  ask(
      [this](platform::Platform& platform) {
        return platform.witness_request(wire::LogName::epochs, now_);
      },
      [this](std::optional<Result<std::optional<std::string>>> request) {
        if (request) shown(*request);
      });
}

void StorageLoad::commit() {
  committer_->run(std::exchange(next_, {}));
  ++groups_;
  require(!committer_->is_open() || asked_ == answered_, "somebody is told nothing");
}

void StorageLoad::one_group(const Script& script) {
  const auto again = unsent_;
  for (const auto& [bytes, message] : again) send(message.talk, message.send);
  for (int i = 0; i < script.messages; ++i) {
    const auto talk = static_cast<std::size_t>(rng_.below(town_.talks.size()));
    send(talk, town_.talks[talk].chat.message(rng_));
    if (i == 1) send_badly(talk);
  }
  fetch(static_cast<std::size_t>(rng_.below(kPeople)));
  publish();
  commit();
  now_.ms += 60'000;
}

void StorageLoad::run(const Script& script) {
  for (int i = 0; i < script.groups && fault_.empty(); ++i) {
    if (i == script.groups / 2) now_.ms += kDay_ms;  // a new day key, a new entry in a log
    one_group(script);
  }
}

void StorageLoad::recover() {
  for (int i = 0; i < 3; ++i) one_group({1, 2});
  commit();
  require(unsent_.empty() && open_.empty(), "the server does not recover");
}

void StorageLoad::compare_mailbox(std::size_t person, platform::Platform& platform) {
  std::map<ConversationId, std::uint64_t> last;
  std::uint64_t after = 0;
  wire::MailboxContents page;
  do {
    const Bytes request =
        signed_by(town_.people[person], wire::MailboxFetch{after, 256}, town_, now_, rng_);
    const auto reply = platform.handle(wire::Verb::mailbox_fetch, request, now_, rng_);
    const auto contents = decode<wire::MailboxContents>(reply.body);
    require(contents.ok(), "a mailbox cannot be read in the end");
    if (!contents.ok()) return;
    page = *contents;
    for (const auto& d : page.deliveries) {
      after = d.seq;
      const auto told = delivered_.find({person, d.seq});
      require(told == delivered_.end() || told->second == d.body,
              "what was delivered is another thing in the end");
      if (told != delivered_.end()) delivered_.erase(told);
      if (d.kind != wire::DeliveryKind::message) continue;
      stamped(d.body, *d.stamp);
      require(found_[person].emplace(d.body, *d.stamp).second, "a message is delivered twice");
      require(decode<franking::Stamp>(*d.stamp)->seq == ++last[d.conv],
              "a place of a conversation is empty");
    }
  } while (page.more);
}

void StorageLoad::compare_message(const Bytes& message, std::size_t talk) {
  std::size_t in = 0;
  const auto& members = town_.talks[talk].members;
  const auto accepted = accepted_.find(message);
  for (const auto m : members) {
    const auto& box = found_[m];
    const auto it = box.find(message);
    if (it == box.end()) continue;
    ++in;
    require(accepted == accepted_.end() || it->second == accepted->second,
            "a message bears another stamp than its sender was told");
  }
  require(accepted == accepted_.end() || in == members.size(),
          "a message that was answered yes is gone");
  require(!unsent_.contains(message) || in == 0, "a message that was answered no is delivered");
  require(in == 0 || in == members.size(), "a message is in some mailboxes only");
}

void StorageLoad::compare() {
  const auto [live, why, anothers] = open(plainly_, StoreSettings::Check::whole_file);
  require(live.has_value(), "the store does not open in the end: " + why);
  if (!live) return;
  const auto group = live->store->begin_group();  // and undone
  for (std::size_t i = 0; i < kPeople; ++i) compare_mailbox(i, *live->platform);
  require(delivered_.empty(), "what was delivered is gone");
  for (const auto& [message, talk] : sent_) compare_message(message, talk);
  shown(live->platform->witness_request(wire::LogName::epochs, now_));
}

}  // namespace eq::server
