// `equipoise eval media`: recognition of pictures, measured.
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <iostream>
#include <nlohmann/json.hpp>

#include "apps/equipoise/frame/home.h"
#include "apps/equipoise/measure/commands.h"
#include "eval/criteria.h"
#include "eval/device.h"
#include "eval/hashes.h"
#include "eval/page.h"
#include "eval/run.h"

namespace eq::app {
namespace {

struct EvalOptions {
  eval::Run run;
  std::string hashes;
  int within = -1;
  eval::Deployment deployment;
  bool json = false;
};

template <class T>
T taken(Result<T, eval::Complaint> r, const std::string& before = "") {
  if (!r.ok())
    throw Failure{before + r.error().text, "Correct it and call again: what was measured is kept."};
  return std::move(r).take();
}

// A bar that is redrawn for people; a line now and then for a file.
void show_progress(std::string_view stage, std::size_t done, std::size_t total) {
  if (isatty(STDERR_FILENO)) {
    const std::size_t width = 40, full = width * done / std::max<std::size_t>(1, total);
    std::cerr << "\r" << stage << " [" << std::string(full, '#') << std::string(width - full, '.')
              << "] " << done << "/" << total << (done == total ? "\n" : " ") << std::flush;
  } else if (done % 25 == 0 || done == total) {
    std::cerr << stage << " " << done << "/" << total << std::endl;
  }
}

// Of some of the measured pictures, spread over the corpus.
std::vector<phash::Fingerprint> some_fingerprints(const eval::Run& run,
                                                  const eval::Results& results,
                                                  const media::Worker& worker) {
  constexpr std::size_t kPictures = 16;
  std::vector<phash::Fingerprint> out;
  const std::size_t step = std::max<std::size_t>(1, results.listed.size() / kPictures);
  for (std::size_t i = 0; i < results.listed.size() && out.size() < kPictures; i += step) {
    const auto picture = eval::decode_file(run.corpus / results.listed[i].name, worker);
    if (picture.ok())
      out.push_back(
          must(phash::fingerprint(*picture), results.listed[i].name + " cannot be hashed"));
  }
  return out;
}

void evaluate(const EvalOptions& options) {
  if (options.run.corpus.empty() == options.hashes.empty())
    throw Failure{"Give either --corpus or --hashes", "See: equipoise eval media --help", 2};
  std::filesystem::create_directories(options.run.out);
  const auto worker = media::Worker::beside_this_program();
  SystemRandom rng;
  eval::Results results;
  if (options.hashes.empty()) {
    results = taken(eval::measure(options.run, worker, show_progress));
  } else {
    const auto text = to_string(read_file(options.hashes));
    results = taken(eval::results_from_hashes(
                        text, options.within < 0 ? std::nullopt : std::optional(options.within)),
                    options.hashes + ": ");
    std::string csv = eval::columns_of(results.methods) + "\n";
    for (const auto& row : results.rows) csv += eval::csv_line(row) + "\n";
    write_file((options.run.out / "results.csv").string(), view(csv), 0644);
  }
  eval::Json figures = eval::figures(results, options.deployment);
  figures["device"] = nullptr;
  figures["leakage"] = nullptr;
  if (options.hashes.empty()) {
    std::cerr << "measuring cost and what a server sees" << std::endl;
    figures["device"] = eval::device_cost(rng);
    figures["leakage"] = eval::leakage(some_fingerprints(options.run, results, worker), rng);
  }
  figures["criteria"] = eval::criteria(figures);
  write_file((options.run.out / "figures.json").string(), view(figures.dump(1) + "\n"), 0644);
  const auto page = (options.run.out / "index.html").string();
  write_file(page, view(eval::page(figures)), 0644);
  print(options.json,
        {{"page", page},
         {"listed", results.listed.size()},
         {"left_out", results.left_out.size()},
         {"rows", results.rows.size()}},
        std::to_string(results.listed.size()) + " pictures, " +
            std::to_string(results.left_out.size()) + " files left out (the page says why), " +
            std::to_string(results.rows.size()) + " rows. The report is " + page);
}

}  // namespace

Command eval_command() {
  Command eval("eval", "Measure recognition so that others can repeat it");
  Command& media = eval.add(
      "media",
      "Recall, false hits, cost and traffic over a folder of pictures, as page, CSV and JSON",
      "--corpus pictures --out results");
  const auto o = std::make_shared<EvalOptions>();
  const auto into = [o](std::filesystem::path eval::Run::*where) {
    return [o, where](const std::string& path) { o->run.*where = path; };
  };
  media.option("--corpus", into(&eval::Run::corpus),
               "Folder of pictures (tools/media_corpus gathers one)");
  media.option("--hashes", &o->hashes,
               "Instead: another system's hashes, CSV of image,transform,hash[,quality]");
  media
      .option("--within", &o->within,
              "Distance up to which that system takes two for the same (31 if they have 256 bits)")
      .between(0, 4096);
  media
      .option("--out", into(&eval::Run::out),
              "Folder for index.html, results.csv, figures.json; an interrupted run goes on there")
      .required();
  media.option("--related", into(&eval::Run::related),
               "CSV of group,picture: those of one group show the same thing");
  media
      .option("--sent", &o->deployment.sent,
              "Pictures an account sends, for the chance of a false report")
      .between(1, 1'000'000'000);
  media.json_flag(o->json);
  media.action([o] { evaluate(*o); });
  return eval;
}

}  // namespace eq::app
