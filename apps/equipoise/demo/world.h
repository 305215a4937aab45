// The demo's world: where everybody's home lies, the simulated clock, and one way to act as
// somebody.
#pragma once

#include <map>
#include <optional>

#include "apps/equipoise/demo/child.h"
#include "apps/equipoise/demo/story.h"
#include "eq/base/time.h"

namespace eq::app::demo {

/// Ctrl-C, or SIGTERM.
void ask_to_stop(int);
bool asked_to_stop();
/// Thrown where the next command would begin once that was asked; no failure of the story's.
struct Stopped {};

class World {
 public:
  /// Lays out DATA/server, DATA/clients/NAME, DATA/offices/NAME.  Throws Failure if DATA is not
  /// empty.
  World(const std::string& data, Story& story, std::string marker);
  /// The world that a story left in DATA, at the simulated moment at which it was left: no time
  /// passes while nobody looks. Throws Failure if there is none.
  World(const std::string& data, Story& story);
  /// Keep what the second needs.
  void save() const;

  Story& story;
  std::string marker;  // goes into every private message

  std::string server_dir() const { return data_ + "/server"; }
  std::string client(const std::string& name) const { return data_ + "/clients/" + name; }
  std::string office(const std::string& name) const { return data_ + "/offices/" + name; }
  std::string file(const std::string& name) const { return data_ + "/" + name; }
  std::string realm_file() const { return file("realm.eqp"); }
  /// What the custodians' homes, the reviewer's key and the judge's are sealed under: one for all,
  /// since one person plays them all.
  std::string passphrase_file() const { return file("passphrase"); }
  /// Of Mo, who looks and decides at the moderator's desk.
  std::string reviewer_key() const { return file("mo.key"); }
  std::string judge_key() const { return file("judge.key"); }
  std::string clock_file() const { return file("clock"); }
  std::string url() const { return "http://127.0.0.1:" + std::to_string(port); }

  /// Simulated time: the child processes read it from the clock file; the machine's clock is
  /// untouched.
  void set_time(Time t);
  Time now() const;

  /// Act as somebody; `--json` is added.  Throws Failure with the command's own words if it fails.
  nlohmann::json act(const std::vector<std::string>& arguments);
  /// Act where a refusal is expected: the outcome as it is.
  Exit attempt(const std::vector<std::string>& arguments);

  // Found out along the way.
  int port = 0, witness_port = 0;
  std::map<std::string, std::string> account;  // by name, in hexadecimal
  std::string pair, trio, third;  // conversations: Ana and Ben; all three; Ana and Cleo
  std::uint32_t order = 0;        // number of the order on Ana
  Day day;                        // the first day of the story
  Day published, listed;  // the last day whose object is in the log; when the lists were published
  std::string photo;      // path of the picture Ana sends
  std::optional<Service> server, witness, moderator;

 private:
  std::string data_;
};

/// A port on 127.0.0.1 that nobody listens on.
int free_port();
/// `wanted` if nobody listens there, else another.
int port_or_free(int wanted);
/// Whether GET of a URL on 127.0.0.1 is answered with 200.
bool answers(const std::string& url);
void wait_ms(unsigned ms);

// The chapters, in order.  Each takes the world as the one before left it.
void draw_photo(World& world);
void found_realm(World& world);
void start_services(World& world);
/// The custodians deal for these days of the story; the court carries their letters.
void deal_days(World& world, std::uint32_t first, std::uint32_t last);
/// The epoch object of day n of the story, from court and custodians into the log.
void publish_day(World& world, std::uint32_t n);
/// What the offices do every day without being asked: objects for today and some days ahead, lists
/// in force.
void work_ahead(World& world);
/// The night passes, the offices work, and everybody opens the phone in the morning.
void pass_day(World& world);
/// The same lists once more, before they expire.
void renew_lists(World& world);
/// A step of the story: pictures open and envelopes are sealed today.
void lives(World& world);
void chat(World& world);
void privacy(World& world);
void warn(World& world);
void report(World& world);
void order(World& world);
void evidence(World& world);
void audit(World& world);
void tell_the_person(World& world);

}  // namespace eq::app::demo
