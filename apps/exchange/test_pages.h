// For tests: pages as exchanges hand them out, with digests out of numbers.
#pragma once

#include <string>

#include "eq/crypto/hash.h"

namespace eq::exchange {

inline std::string digits(int n, std::size_t count) {
  return hex(crypto::sha256(view(std::to_string(n)))).substr(0, count);
}

/// One of NCMEC's entries: member 42, an MD5 and a PDQ out of `n`.  @param minute  of its timestamp
inline std::string ncmec_image(const std::string& id, int n, int minute,
                               const std::string& more = "") {
  const std::string mm = (minute < 10 ? "0" : "") + std::to_string(minute);
  return "<image><member id=\"42\">A member</member><timestamp>2026-03-01T10:" + mm +
         ":00Z</timestamp><id>" + id +
         "</id><classification>A1</classification><fingerprints><md5>" + digits(n, 32) +
         "</md5><pdq>" + digits(n, 64) + "</pdq><pdna>00ff</pdna></fingerprints>" + more +
         "</image>";
}
inline std::string ncmec_deleted(const std::string& id, int minute) {
  const std::string mm = (minute < 10 ? "0" : "") + std::to_string(minute);
  return "<deletedImage><member id=\"42\">A member</member><id>" + id +
         "</id><timestamp>2026-03-01T10:" + mm + ":00Z</timestamp></deletedImage>";
}
inline std::string ncmec_page(const std::string& entries, const std::string& next = "") {
  return "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n<queryResult "
         "xmlns=\"https://hashsharing.ncmec.org/hashsharing/v2\">"
         "<images maxTimestamp=\"2026-03-01T11:00:00Z\">" +
         entries + "</images>" +
         (next.empty() ? "" : "<paging><next>" + next + "</next></paging>") + "</queryResult>\n";
}

inline std::string stopncii_record(int n, const std::string& status, int at_s,
                                   const std::string& more = "",
                                   const std::string& type = "ImagePDQ") {
  return "{\"lastModtimestamp\": " + std::to_string(1700000000 + at_s) + ", \"signalType\": \"" +
         type + "\", \"hashValue\": \"" + digits(n, type == "VideoMD5" ? 32 : 64) +
         "\", \"hashStatus\": \"" + status + "\", \"caseNumbers\": {\"c1\": \"Active\"}" + more +
         "}";
}
inline std::string stopncii_page(const std::string& records, int count,
                                 const std::string& next = "") {
  return "{\"count\": " + std::to_string(count) +
         ", \"nextSetTimestamp\": 1700001000, \"hasMoreRecords\": " +
         (next.empty() ? "false" : "true") +
         ", \"nextPageToken\": " + (next.empty() ? "null" : "\"" + next + "\"") +
         ", \"hashRecords\": [" + records + "]}";
}

}  // namespace eq::exchange
