// `equipoise inspect`: what a file of ours is, and what stands in it.  It verifies nothing.
#include <filesystem>
#include <nlohmann/json.hpp>

#include "apps/equipoise/auditor/commands.h"
#include "apps/equipoise/frame/whole_file.h"
#include "apps/inspect/files.h"

namespace eq::app {
namespace {

using json = nlohmann::ordered_json;
namespace fs = std::filesystem;

struct InspectOptions {
  std::string file, as;
  bool json = false;
};

json as_json(const Described& d) {
  if (d.shape == Described::Shape::leaf) {
    if (const auto* truth = std::get_if<bool>(&d.leaf)) return *truth;
    if (const auto* number = std::get_if<std::uint64_t>(&d.leaf)) return *number;
    if (const auto* text = std::get_if<std::string>(&d.leaf)) return *text;
    return nullptr;
  }
  const bool is_list = d.shape == Described::Shape::list;
  json out = is_list ? json::array() : json::object();
  std::size_t unnamed = 0;
  for (const auto& part : d.parts) {
    if (is_list)
      out.push_back(as_json(part.value));
    else
      out[part.name.empty() ? std::to_string(++unnamed) : part.name] = as_json(part.value);
  }
  return out;
}

std::string joined(const std::vector<std::string>& words) {
  std::string out;
  for (const auto& word : words) out += (out.empty() ? "" : ", ") + word;
  return out;
}

/// What says nothing of itself and is known by where it lies.
std::optional<inspect::Reading> by_place(const std::string& path, View file) {
  const fs::path at = fs::absolute(path).lexically_normal();
  const fs::path settings = at.parent_path() / "settings.json";
  if (at.filename() == "state" && fs::exists(settings)) {
    const auto home = json::parse(to_string(read_file(settings.string())), nullptr, false);
    return inspect::state_header(file, home.is_object() ? home.value("role", "party") : "party");
  }
  const std::string text = at.string();
  if (text.find("/tile/") != std::string::npos && text.find("/tile/entries/") == std::string::npos)
    return inspect::tile(file);
  return std::nullopt;
}

std::vector<inspect::Reading> read(const InspectOptions& options) {
  const Bytes file = read_file(options.file);
  if (auto placed = by_place(options.file, file); placed && options.as.empty())
    return {*std::move(placed)};
  auto found = inspect::readings(file);
  if (!options.as.empty())
    std::erase_if(found, [&](const auto& r) { return r.kind != options.as; });
  if (found.empty())
    throw Failure{
        options.file + " (" + std::to_string(file.size()) + " bytes) is " +
            (options.as.empty() ? "no file of ours" : "no " + options.as),
        "It was read as each of: " + joined(inspect::kinds()) +
            ". A party's state is known only in its home; what people attached to messages is theirs, "
            "and a file of another version does not read here."};
  return found;
}

void show(const InspectOptions& options) {
  const auto found = read(options);
  const auto& best = found.front();
  std::vector<std::string> others;
  for (std::size_t i = 1; i < found.size(); ++i) others.push_back(found[i].kind);
  std::string text = options.file + ": " + best.what + " (" + best.kind + ")\n";
  if (best.sure == inspect::Sure::by_length)
    text +=
        "Only its length or its place says so: any bytes of this length would read like this.\n";
  if (!others.empty()) text += "It would also read as: " + joined(others) + " (--as KIND).\n";
  print(options.json,
        {{"file", options.file},
         {"kind", best.kind},
         {"sure", best.sure == inspect::Sure::by_form},
         {"also", others},
         {"value", as_json(best.value)}},
        text + "Nothing of it is verified here.\n\n" + in_lines(best.value));
}

}  // namespace

Command inspect_command() {
  Command inspect("inspect", "Show what a file of ours holds; verifies nothing", "realm.eqp");
  const auto o = std::make_shared<InspectOptions>();
  inspect.option("file", &o->file, "The file").required();
  inspect.option("--as", &o->as, "What to read it as: " + joined(inspect::kinds()))
      .one_of(inspect::kinds());
  inspect.json_flag(o->json);
  inspect.says_more(
      "Keys, states and what lies under a passphrase or a seal are not shown, only that they are "
      "that.");
  inspect.action([o] { show(*o); });
  return inspect;
}

}  // namespace eq::app
