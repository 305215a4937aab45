#include "apps/matching/library.h"
#include "apps/matching/names.h"

namespace eq::matching {
namespace {

constexpr std::string_view kPrefix = "eqm_";  // so that scanners for leaked secrets can know it

crypto::Digest digest_of(std::string_view token) {
  return crypto::sha256({view("equipoise match token 1"), view(token)});
}

}  // namespace

Result<std::string, ApiRefusal> Library::make_token(const Actor& actor, const std::string& name,
                                                    Role role, Random& rng) {
  TRY(check_name(name, "token"));
  Transaction t(*db_);
  auto there = db_->sql("SELECT 1 FROM tokens WHERE name = ?1");
  if (there.with(name).step())
    return ApiRefusal{409, "There is a token of that name",
                      "Choose another, or revoke that one first."};
  const auto secret = rng.secret<32>();
  std::string token =
      std::string(kPrefix) + hex(secret.reveal("shown once to the operator who asked for it"));
  db_->sql("INSERT INTO tokens VALUES (?1, ?2, ?3)")
      .with(name)
      .with(static_cast<std::int64_t>(role))
      .with(View(digest_of(token)))
      .run();
  record(actor, Act::token_made, "", 0, name + ", " + std::string(to_text(role)));
  t.commit();
  catch_up();
  return token;
}

Result<void, ApiRefusal> Library::revoke_token(const Actor& actor, const std::string& name) {
  Transaction t(*db_);
  auto there = db_->sql("SELECT 1 FROM tokens WHERE name = ?1");
  if (!there.with(name).step())
    return ApiRefusal{404, "There is no token of that name",
                      "`equipoise match token list` names those there are."};
  db_->sql("DELETE FROM tokens WHERE name = ?1").with(name).run();
  record(actor, Act::token_revoked, "", 0, name);
  t.commit();
  catch_up();
  return {};
}

std::vector<Caller> Library::tokens() const {
  auto s = db_->sql("SELECT name, role FROM tokens ORDER BY name");
  std::vector<Caller> all;
  while (s.step()) all.push_back({s.text(0), static_cast<Role>(s.number(1))});
  return all;
}

std::optional<Caller> Library::caller(std::string_view token) const {
  const auto digest = digest_of(token);
  auto s = db_->sql("SELECT name, role, digest FROM tokens");
  std::optional<Caller> found;
  while (s.step())
    if (equal_ct(digest, s.blob(2))) found = Caller{s.text(0), static_cast<Role>(s.number(1))};
  return found;
}

}  // namespace eq::matching
