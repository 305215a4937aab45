#include "eval/run.h"

#include <map>

#include "eq/crypto/hash.h"
#include "eval/journal.h"
#include "eval/matcher.h"

namespace eq::eval {
namespace {

std::string at_line(const std::filesystem::path& file, std::size_t line) {
  return file.string() + ", line " + std::to_string(line);
}

// Which pictures somebody judged to show the same: name to group.
struct Related {
  std::map<std::string, std::string> groups;
  std::string digest = "none";
};

Result<Related, Complaint> read_related(const std::filesystem::path& path) {
  Related out;
  if (path.empty()) return out;
  std::ifstream in(path, std::ios::binary);
  const std::string text{std::istreambuf_iterator<char>(in), {}};
  if (!in) return Complaint{path.string() + " cannot be read"};
  std::size_t number = 0;
  for (const auto line : lines_of(text)) {
    number++;
    if (line.empty() || line.starts_with('#')) continue;
    const auto fields = split_csv(line);
    if (!fields.ok() || fields->size() != 2 || (*fields)[0].empty() || (*fields)[1].empty()) {
      return Complaint{at_line(path, number) + " is not group,picture"};
    }
    if (!out.groups.emplace((*fields)[1], (*fields)[0]).second)
      return Complaint{at_line(path, number) + ": this picture is in two groups"};
  }
  out.digest = hex(crypto::sha256(view(text))).substr(0, 16);
  return out;
}

// Every file of the folder, read from the journal as far as it goes and from the pictures after
// that.
Result<std::vector<Original>, Complaint> read_originals(const Folder& folder,
                                                        const std::filesystem::path& file,
                                                        const std::string& made_from,
                                                        const media::Worker& worker,
                                                        const Progress& progress) {
  auto journal = TRY(Journal::open(file, made_from, kOriginalColumns));
  if (journal.lines().size() > folder.names.size())
    return Complaint{file.string() + " has more lines than there are pictures"};
  std::vector<Original> all;
  for (const auto& line : journal.lines()) {
    const std::size_t i = all.size();
    auto o = original_from(line);
    if (!o.ok() || o->name != folder.names[i] || o->digest != folder.digests[i]) {
      return Complaint{at_line(file, i + 3) + " is damaged; remove it and what follows"};
    }
    all.push_back(std::move(o).take());
  }
  while (all.size() < folder.names.size()) {
    const std::size_t i = all.size();
    progress("reading pictures", i, folder.names.size());
    const auto picture = decode_file(folder.path / folder.names[i], worker);
    if (!picture.ok() && picture.error() == Err::unavailable)
      return Complaint{"The decoding program equipoise-media could not be started"};
    Original o = original_of(folder.names[i], folder.digests[i], picture);
    for (const auto& earlier : all) {
      if (o.counts() && earlier.counts() && likeness(o.thumb, earlier.thumb) >= kCopy)
        o.left_out = "a copy of " + earlier.name;
    }
    TRY(journal.append(csv_line(o)));
    all.push_back(std::move(o));
  }
  return all;
}

std::uint64_t seed_of(const Original& o) {
  std::uint64_t seed = 0;
  for (const auto b : crypto::sha256(view(o.digest))) seed = seed << 8 | b;
  return seed;
}

Row row_of(const Original& original, const Transform& t, const Picture& picture,
           const Matcher& matcher, std::size_t own) {
  const Picture changed = t.apply(picture, seed_of(original));
  const auto print = phash::fingerprint(changed);
  EQ_ASSERT(print.ok());
  return {original.name, t.name, print->hash.hex(), print->quality,
          matcher.ask(*print, changed, own)};
}

Result<std::vector<Row>, Complaint> read_rows(const Journal& journal,
                                              const std::filesystem::path& file,
                                              const std::vector<Original>& listed,
                                              const std::vector<Transform>& changes) {
  std::vector<Row> rows;
  for (const auto& line : journal.lines()) {
    const std::size_t i = rows.size();
    auto row = row_from(line, Matcher::methods().size());
    if (!row.ok() || i >= listed.size() * changes.size() ||
        row->picture != listed[i / changes.size()].name ||
        row->transform != changes[i % changes.size()].name) {
      return Complaint{at_line(file, i + 3) + " is damaged; remove it and what follows"};
    }
    rows.push_back(std::move(row).take());
  }
  return rows;
}

Result<std::vector<Row>, Complaint> measure_rows(const Run& run, const std::string& made_from,
                                                 const std::vector<Original>& listed,
                                                 const Matcher& matcher,
                                                 const media::Worker& worker,
                                                 const Progress& progress) {
  const auto file = run.out / "results.csv";
  const auto& changes = run.changes;
  auto journal = TRY(Journal::open(file, made_from, columns_of(Matcher::methods())));
  auto rows = TRY(read_rows(journal, file, listed, changes));
  for (std::size_t i = rows.size() / changes.size(); i < listed.size(); i++) {
    progress("changing pictures", i, listed.size());
    const auto picture = decode_file(run.corpus / listed[i].name, worker);
    if (!picture.ok())
      return Complaint{(run.corpus / listed[i].name).string() +
                       " could be decoded before and cannot any more"};
    while (rows.size() < (i + 1) * changes.size()) {
      rows.push_back(
          row_of(listed[i], changes[rows.size() % changes.size()], *picture, matcher, i));
      TRY(journal.append(csv_line(rows.back())));
    }
  }
  progress("changing pictures", listed.size(), listed.size());
  return rows;
}

}  // namespace

Result<Results, Complaint> measure(const Run& run, const media::Worker& worker,
                                   const Progress& progress) {
  const auto folder = TRY(read_folder(run.corpus));
  const auto related = TRY(read_related(run.related));
  Bytes changes;
  for (const auto& c : run.changes) append(changes, view(c.name + "\n"));
  const std::string made_from = "# equipoise eval media 1; corpus " + folder.digest + "; related " +
                                related.digest + "; side " + std::to_string(kSide) + "; changes " +
                                hex(crypto::sha256(changes)).substr(0, 16);
  std::error_code error;
  std::filesystem::create_directories(run.out, error);
  const auto all =
      TRY(read_originals(folder, run.out / "pictures.csv", made_from, worker, progress));

  Results out;
  out.system = "Equipoise";
  out.corpus_digest = folder.digest;
  out.files = all.size();
  out.methods = Matcher::methods();
  std::vector<Original> listed;
  std::vector<std::size_t> groups;
  std::map<std::string, std::size_t> numbers;
  for (const auto& o : all) {
    if (!o.counts()) {
      out.left_out.push_back({o.name, o.left_out});
      continue;
    }
    const auto it = related.groups.find(o.name);
    // A picture that nobody put into a group is one alone; the blank keeps its name from being a
    // group's.
    groups.push_back(
        numbers.emplace(it == related.groups.end() ? " " + o.name : it->second, numbers.size())
            .first->second);
    out.listed.push_back({o.name, to_bytes(o.hash().bytes), groups.back(), o.brightness});
    listed.push_back(o);
  }
  if (numbers.size() < 2)
    return Complaint{"There are fewer than two different pictures in " + run.corpus.string()};
  const Matcher matcher(listed, groups);
  out.rows = TRY(measure_rows(run, made_from, listed, matcher, worker, progress));
  return out;
}

}  // namespace eq::eval
