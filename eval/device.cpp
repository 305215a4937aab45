#include "eval/device.h"

#include <algorithm>
#include <ctime>
#include <set>

#include "apps/media/encode.h"
#include "apps/media/synth.h"
#include "bench/frame.h"
#include "eq/list/query.h"
#include "eq/phash/robust.h"
#include "eq/phash/tokens.h"
#include "eq/voucher/voucher.h"

namespace eq::eval {
namespace {

// A list of pictures that nobody has, and the keys of those who would serve it.
struct Service {
  crypto::VoprfKey lookup_key;
  crypto::Scalar alpha;
  voucher::Table table;
  voucher::Terms terms;

  static Service make(Random& rng) {
    constexpr std::uint32_t kEntries = 250;
    const auto alpha = crypto::Scalar::random(rng);
    std::vector<phash::Token> tokens;
    for (std::uint32_t i = 0; i < kEntries; i++) {
      for (const auto& t : phash::list_tokens({crypto::sha256(be32(i))}, {})) tokens.push_back(t);
    }
    std::vector<crypto::Point> points;
    for (const auto& t : tokens) points.push_back(alpha * voucher::token_point(t));
    auto built = voucher::Table::build(tokens, points);
    EQ_ASSERT(built.ok());
    auto table = std::move(built).take();
    voucher::Terms terms{crypto::mul_base(alpha), table.digest(), {30, 4}, 0};
    return {crypto::VoprfKey::generate(rng), alpha, std::move(table), terms};
  }
};

std::vector<Bytes> inputs_of(const phash::Fingerprint& f) {
  std::vector<Bytes> inputs;
  for (const auto& t : phash::probe_tokens(f, {})) inputs.push_back(t.bytes());
  return inputs;
}

list::BlindedBatch ask(const phash::Fingerprint& f, Random& rng) {
  auto batch = list::BlindedBatch::blind(inputs_of(f), rng);
  EQ_ASSERT(batch.ok());
  return std::move(batch).take();
}

voucher::Voucher vouch(const phash::Fingerprint& f, const Service& s,
                       const voucher::AccountCurves& curves, Random& rng) {
  voucher::Inner inner{f.hash, {}, Bytes(voucher::kDerivativeMax), {}, {}};
  voucher::sign_inner(inner, {}, crypto::SigningKey::generate(rng));
  auto v = voucher::make_voucher(voucher::probes_of(f, {}, rng), inner, s.table, s.terms, curves,
                                 {}, rng);
  EQ_ASSERT(v.ok());
  return std::move(v).take().voucher;
}

double cpu_ms() {
  timespec t;
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
  return static_cast<double>(t.tv_sec) * 1e3 + static_cast<double>(t.tv_nsec) / 1e6;
}

}  // namespace

Json device_cost(Random& rng) {
  const auto service = Service::make(rng);
  const voucher::AccountCurves curves(rng.secret<32>(), service.terms.table, service.terms.curves);
  const phash::Picture picture = media::landscape(1, 1024, 768);
  const Bytes file = *media::encode_jpeg(picture, 85);
  const auto f = *phash::fingerprint(picture);
  const auto batch = ask(f, rng);
  const auto reply = list::evaluate(service.lookup_key, batch.request(), rng).take();
  const auto sent = vouch(f, service, curves, rng);

  bench::Report report("device", "ristretto255 multiplication");
  const auto point = crypto::mul_base(service.alpha);
  const auto yardstick = [&] { EQ_ASSERT(!(service.alpha * point).is_identity()); };
  report.yardstick(yardstick);
  report.row("JPEG file of 1024 x 768 to fingerprint", file.size(), std::nullopt,
             [&] { EQ_ASSERT(media::fingerprint(file).ok()); });
  report.row("fingerprint of its pixels", 1, std::nullopt,
             [&] { EQ_ASSERT(phash::fingerprint(picture).ok()); });
  report.row("the eight turns", 8, std::nullopt,
             [&] { EQ_ASSERT(phash::dihedral(f)[0].hash == f.hash); });
  report.row("all windows of the middle", phash::middle_probes(picture)->size(), std::nullopt,
             [&] { EQ_ASSERT(phash::middle_probes(picture).ok()); });
  report.row("probe tokens", 128, std::nullopt,
             [&] { EQ_ASSERT(phash::probe_tokens(f, {}).size() == 128); });
  report.yardstick(yardstick);
  report.row("look-up, asking (mode: warn)", 128, std::nullopt, [&] { (void)ask(f, rng); });
  report.row("look-up, reading the answer", 128, std::nullopt,
             [&] { EQ_ASSERT(batch.finish(reply, service.lookup_key.public_key()).ok()); });
  report.row("look-up, the server's part", 128, std::nullopt,
             [&] { EQ_ASSERT(list::evaluate(service.lookup_key, batch.request(), rng).ok()); });
  report.row("voucher (mode: report)", 128, std::nullopt,
             [&] { (void)vouch(f, service, curves, rng); });
  report.yardstick(yardstick);
  Json out = Json::parse(report.json());
  out["bytes"] = {{"look-up, asking", encode(batch.request()).size()},
                  {"look-up, answer", encode(reply).size()},
                  {"voucher", encode(sent).size()}};
  return out;
}

Json leakage(const std::vector<phash::Fingerprint>& pictures, Random& rng) {
  const auto service = Service::make(rng);
  const voucher::AccountCurves curves(rng.secret<32>(), service.terms.table, service.terms.curves);
  std::set<std::size_t> request_sizes, voucher_sizes;
  std::set<std::string> elements;
  std::size_t sent = 0, listed = 0;
  std::vector<double> times;
  auto keep = [&](View all) {
    for (std::size_t at = 0; at < all.size(); at += 32, sent++)
      elements.insert(to_string(all.subspan(at, 32)));
  };
  for (const auto& f : pictures) {
    std::vector<double> of_picture;
    for (int again = 0; again < 3; again++) {
      const double start = cpu_ms();
      const auto batch = ask(f, rng);
      of_picture.push_back(cpu_ms() - start);
      request_sizes.insert(encode(batch.request()).size());
      keep(batch.request().blinded);
    }
    std::sort(of_picture.begin(), of_picture.end());
    times.push_back(of_picture[1]);
    const auto v = vouch(f, service, curves, rng);
    voucher_sizes.insert(encode(v).size());
    keep(v.elements);
    std::vector<crypto::Point> evaluated;
    for (std::size_t i = 0; i < voucher::kProbes; i++) {
      evaluated.push_back(service.alpha *
                          crypto::Point::decode(View(v.elements).subspan(32 * i, 32)).take());
    }
    const auto opened = voucher::try_open(v, evaluated, service.terms.curves, {});
    EQ_ASSERT(opened.ok());
    listed += opened->has_value();
  }
  const auto [fastest, slowest] = std::minmax_element(times.begin(), times.end());
  return {{"pictures", pictures.size()},
          {"sizes_of_requests", request_sizes},
          {"sizes_of_vouchers", voucher_sizes},
          {"messages_each", 1},
          {"group_elements", sent},
          {"elements_that_repeat", sent - elements.size()},
          {"vouchers_that_opened", listed},
          {"fastest_ms", *fastest},
          {"slowest_ms", *slowest}};
}

}  // namespace eq::eval
