#include "eq/evidence/provenance.h"

#include <nlohmann/json.hpp>

#include "eq/base/shown.h"

namespace eq::evidence {
namespace {

using Json = nlohmann::ordered_json;

/// Names of things in one package: a UUID (RFC 9562, version 8) from what the package is about and
/// what is named.
class Names {
 public:
  Names(const Facts& facts, const Contents& c)
      : seed_(crypto::sha256({view("eqp-evidence-name-v2"), encode(facts),
                              crypto::sha256(view(c.orders.checkpoint))})) {}

  std::string of(const std::string& kind, std::string_view what) const {
    auto d = crypto::sha256({seed_, view(kind), view("\n"), view(what)});
    d[6] = static_cast<std::uint8_t>(0x80 | (d[6] & 0x0f));
    d[8] = static_cast<std::uint8_t>(0x80 | (d[8] & 0x3f));
    const std::string h = hex(View(d).first(16));
    return "kb:" + kind + "-" + h.substr(0, 8) + "-" + h.substr(8, 4) + "-" + h.substr(12, 4) +
           "-" + h.substr(16, 4) + "-" + h.substr(20);
  }

 private:
  crypto::Digest seed_;
};

Json typed(const char* type, std::string value) {
  return {{"@type", type}, {"@value", std::move(value)}};
}
Json moment(Time t) { return typed("xsd:dateTime", to_text(t)); }
Json link(const std::string& id) { return {{"@id", id}}; }

Json context() {
  const std::string uco = "https://ontology.unifiedcyberontology.org/uco/";
  return {{"kb", "urn:equipoise:evidence:"},
          {"case-investigation", "https://ontology.caseontology.org/case/investigation/"},
          {"uco-action", uco + "action/"},
          {"uco-core", uco + "core/"},
          {"uco-identity", uco + "identity/"},
          {"uco-observable", uco + "observable/"},
          {"uco-types", uco + "types/"},
          {"xsd", "http://www.w3.org/2001/XMLSchema#"}};
}

Json file(const std::string& id, const Names& names, const std::string& path, const Bytes& bytes) {
  const Json hash = {{"@id", names.of("hash", path)},
                     {"@type", "uco-types:Hash"},
                     {"uco-types:hashMethod", "SHA256"},
                     {"uco-types:hashValue", typed("xsd:hexBinary", hex(crypto::sha256(bytes)))}};
  return {{"@id", id},
          {"@type", "uco-observable:File"},
          {"uco-core:hasFacet", Json::array({{{"@id", names.of("file-facet", path)},
                                              {"@type", "uco-observable:FileFacet"},
                                              {"uco-observable:filePath", path}},
                                             {{"@id", names.of("content-facet", path)},
                                              {"@type", "uco-observable:ContentDataFacet"},
                                              {"uco-observable:sizeInBytes", bytes.size()},
                                              {"uco-observable:hash", hash}}})}};
}

/// One day's opening: from its intent and receipts come the messages.
Json opening(const Names& names, std::size_t i, const std::string& agency,
             const std::string& authorization) {
  const std::string number = std::to_string(i + 1);
  return {
      {"@id", names.of("opening", number)},
      {"@type", "case-investigation:InvestigativeAction"},
      {"uco-core:name", "opening " + number},
      {"uco-core:description",
       "The court's key and the custodians' shares of one day were combined after a logged intent."},
      {"uco-action:performer", link(agency)},
      {"uco-action:instrument", link(authorization)}};
}

}  // namespace

std::string provenance(const Items& payload, const Facts& f, const Contents& c) {
  const Names names(f, c);
  const std::string agency = names.of("agency", f.agency),
                    authorization = names.of("authorization", ""),
                    record = names.of("provenance-record", ""), packing = names.of("packing", "");
  Json files = Json::array(), informed = Json::array(), graph = Json::array();
  graph.push_back({{"@id", agency},
                   {"@type", "uco-identity:Organization"},
                   {"uco-core:name", shown_line(f.agency)}});
  graph.push_back(
      {{"@id", authorization},
       {"@type", "case-investigation:Authorization"},
       {"case-investigation:authorizationType",
        "order in a public log, with custodians' consent; data/standing.txt says who decided"},
       {"case-investigation:authorizationIdentifier",
        shown_line(f.realm) + ", order no. " + std::to_string(f.order)},
       {"uco-core:startTime", moment(start_of(f.first))},
       {"uco-core:endTime", moment(start_of(f.last + 1))}});
  for (std::size_t i = 0; i < c.days.size(); ++i) {
    graph.push_back(opening(names, i, agency, authorization));
    informed.push_back(link(names.of("opening", std::to_string(i + 1))));
  }
  for (const auto& [path, bytes] : payload) {
    const std::string id = names.of("file", path);
    files.push_back(link(id));
    graph.push_back(file(id, names, path, bytes));
  }
  graph.push_back({{"@id", record},
                   {"@type", "case-investigation:ProvenanceRecord"},
                   {"uco-core:description", "The items of this package, as the agency signed them"},
                   {"case-investigation:exhibitNumber", shown_line(f.reference)},
                   {"uco-core:object", files}});
  Json made = {{"@id", packing},
               {"@type", "case-investigation:InvestigativeAction"},
               {"uco-core:name", "packing"},
               {"uco-action:endTime", moment(f.created)},
               {"uco-action:performer", link(agency)},
               {"uco-action:object", files},
               {"uco-action:result", link(record)}};
  if (!informed.empty()) made["case-investigation:wasInformedBy"] = informed;
  graph.push_back(made);
  graph.push_back({{"@id", names.of("investigation", f.reference.as_written("hashed into a name"))},
                   {"@type", "case-investigation:Investigation"},
                   {"uco-core:name", shown_line(f.reference)},
                   {"case-investigation:investigationForm", "case"},
                   {"case-investigation:relevantAuthorization", link(authorization)},
                   {"uco-core:object", Json::array({link(packing), link(record)})}});
  return Json{{"@context", context()}, {"@graph", graph}}.dump(1) + "\n";
}

}  // namespace eq::evidence
