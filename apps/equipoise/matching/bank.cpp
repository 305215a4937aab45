// `equipoise match bank …`: banks and their entries, also while the service runs.
#include "apps/equipoise/frame/whole_file.h"
#include "apps/equipoise/matching/home.h"
#include "apps/matching/api.h"
#include "apps/media/worker.h"

namespace eq::app {
namespace {

using Json = nlohmann::ordered_json;
using matching::json_of;

struct Options {
  std::string home, name, new_name, note, source, kind, signal, file;
  std::uint32_t entry = 0, after = 0, limit = 100;
  bool json = false;
};
using Act = void (*)(const Options&);

std::string text_of(const matching::Bank& b) {
  return b.name + "  " + (b.enabled ? "enabled" : "disabled") + "  " + std::to_string(b.entries) +
         " entries" + (b.note.empty() ? "" : "  " + b.note);
}

void list(const Options& options) {
  Json all = Json::array();
  std::string text;
  for (const auto& b : open_library(options.home)->banks()) {
    all.push_back(json_of(b));
    text += text_of(b) + "\n";
  }
  print(options.json, {{"banks", all}}, text.empty() ? "There is no bank yet." : text);
}

void show(const Options& options, const matching::Bank& b) {
  print(options.json, json_of(b), text_of(b));
}

void create(const Options& options) {
  show(options,
       must_answer(
           open_library(options.home)->create_bank(local_doer(), options.name, options.note)));
}
void rename(const Options& options) {
  show(options,
       must_answer(open_library(options.home)
                       ->change_bank(local_doer(), options.name, {options.new_name, {}, {}})));
}
void enable(const Options& options) {
  show(options,
       must_answer(
           open_library(options.home)->change_bank(local_doer(), options.name, {{}, {}, true})));
}
void disable(const Options& options) {
  show(options,
       must_answer(
           open_library(options.home)->change_bank(local_doer(), options.name, {{}, {}, false})));
}

void remove_bank(const Options& options) {
  must_answer(open_library(options.home)->delete_bank(local_doer(), options.name));
  print(options.json, {{"deleted", options.name}}, options.name + " and its entries are deleted.");
}

matching::Signal signal_of_file(const std::string& path) {
  const Bytes file = read_file(path);
  const auto f = must(
      media::Worker::beside_this_program().fingerprint(file),
      path + " is no picture that can be opened",
      "For other files add an exact digest: --kind sha256 --signal \"$(sha256sum FILE | cut -c1-64)\".");
  if (!f.is_meaningful())
    throw Failure{
        path + " has too few edges for a PDQ hash (quality " + std::to_string(f.quality) + ")",
        "Add an exact digest of it instead.", 3};
  return matching::signal_of(f.hash);
}

void add_entry(const Options& options) {
  if (options.file.empty() == (options.kind.empty() && options.signal.empty()))
    throw Failure{"There is not one thing to add", "Give --file, or --kind with --signal.", 2};
  const auto signal = options.file.empty()
                          ? must_answer(matching::parse_signal(options.kind, options.signal))
                          : signal_of_file(options.file);
  const auto added = must_answer(
      open_library(options.home)
          ->add_entry(local_doer(), options.name, {signal, options.note, options.source}));
  print(options.json, {{"entry", added.id}, {"was_there", added.was_there}},
        "Entry " + std::to_string(added.id) +
            (added.was_there
                 ? " was there already."
                 : " is in " + options.name + ", and a running service finds it from now on."));
}

void remove_entry(const Options& options) {
  must_answer(open_library(options.home)->remove_entry(local_doer(), options.name, options.entry));
  print(options.json, {{"removed", options.entry}},
        "Entry " + std::to_string(options.entry) + " is removed.");
}

void entries(const Options& options) {
  Json all = Json::array();
  std::string text;
  for (const auto& e : must_answer(
           open_library(options.home)->entries(options.name, options.after, options.limit))) {
    all.push_back(json_of(e));
    text += std::to_string(e.id) + "  " + std::string(matching::to_text(e.signal.kind)) + "  " +
            hex(e.signal.value) + (e.exchange.empty() ? "" : "  " + e.exchange + " " + e.record) +
            (e.opinion.empty() ? "" : "  " + e.opinion) + (e.note.empty() ? "" : "  " + e.note) +
            "\n";
  }
  print(options.json, {{"entries", all}}, text.empty() ? "No entry." : text);
}

std::pair<Command*, std::shared_ptr<Options>> add(Command& bank, Command made, Act act) {
  Command& c = bank.add(std::move(made));
  const auto o = std::make_shared<Options>();
  c.option("--home", &o->home, "The service's home directory").required();
  c.json_flag(o->json);
  if (act != list) c.option("--name", &o->name, "The bank").required();
  c.action(on_home([o, act] { act(*o); }));
  return {&c, o};
}

void add_entry_commands(Command& bank) {
  const auto [adding, a] =
      add(bank,
          {"add", "Add an entry",
           "--home /srv/match --name terror --file flag.png --source \"case 12\"\n"
           "--home /srv/match --name terror --kind md5 --signal 0123456789abcdef0123456789abcdef"},
          add_entry);
  adding->option("--file", &a->file, "A picture; its PDQ hash is added, the picture is not kept");
  adding->option("--kind", &a->kind, "pdq, md5, sha1 or sha256");
  adding->option("--signal", &a->signal, "Hexadecimal");
  adding->option("--note", &a->note, "For people");
  adding->option("--source", &a->source, "Where it comes from");
  const auto [removing, d] =
      add(bank, {"remove", "Remove an entry", "--home /srv/match --name terror --entry 17"},
          remove_entry);
  removing->option("--entry", &d->entry, "Its number").required();
  const auto [listing, l] =
      add(bank, {"entries", "Entries of a bank", "--home /srv/match --name terror --after 100"},
          entries);
  listing->option("--after", &l->after, "Those with higher numbers").shows_default();
  listing->option("--limit", &l->limit, "At most so many").shows_default();
}

}  // namespace

void add_banks(Command& match) {
  Command& bank =
      match.add(Command("bank", "Banks and their entries; works while the service runs"));
  add(bank, {"list", "All banks", "--home /srv/match"}, list);
  const auto [creating, c] =
      add(bank,
          {"create", "Make a bank", "--home /srv/match --name terror --note \"from the hotline\""},
          create);
  creating->option("--note", &c->note, "For people");
  const auto [renaming, r] =
      add(bank, {"rename", "Give a bank another name", "--home /srv/match --name terror --to tco"},
          rename);
  renaming->option("--to", &r->new_name, "The new name").required();
  add(bank, {"enable", "Let a bank match", "--home /srv/match --name terror"}, enable);
  add(bank,
      {"disable", "Keep a bank, but let nothing in it match", "--home /srv/match --name terror"},
      disable);
  add(bank, {"delete", "Delete a bank with its entries", "--home /srv/match --name terror"},
      remove_bank);
  add_entry_commands(bank);
}

}  // namespace eq::app
