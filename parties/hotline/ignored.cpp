#include "parties/hotline/ignored.h"

namespace eq::hotline {

std::string_view to_text(Ignored why) {
  switch (why) {
    case Ignored::unreadable:
      return "it is not sealed to this hotline, was altered on its way, or is weeks old";
    case Ignored::stranger: return "its sender is no other hotline of this realm";
    case Ignored::too_old: return "it is older than seven days; it must be proposed anew";
    case Ignored::answer_unasked:
      return "it answers a proposal that this hotline does not wait for any more";
    case Ignored::unchecked:
      return "it is a dispute, and the server looks up no account; too many such wait already";
    case Ignored::dispute_unfit:
      return "it is a dispute that waits already, or is not from a device of its account";
    case Ignored::malformed: return "it is no proposal that anybody could sign";
    case Ignored::replaced: return "it was replaced by a later proposal";
    case Ignored::not_next:
      return "it does not follow the published version; it must be proposed anew";
    case Ignored::out_of_time:
      return "it is issued in the future, or its version would be over by now";
    case Ignored::too_long: return "its version would be in force for more than 366 days";
    case Ignored::basis_ended:
      return "the law of one of its regions has ended; it needs a new legal basis of the court";
    case Ignored::not_genuine:
      return "the judge of this realm did not sign the legal basis of one of its regions; it must "
             "be proposed anew with one that the judge signed";
    case Ignored::not_entrusted:
      return "one of the two hotlines may not certify lists of its kind in this realm";
    case Ignored::no_common_key:
      return "it reports, and the two hotlines hold no evaluation key together "
             "(`equipoise list key`)";
    case Ignored::another_signed:
      return "another list of the same version was signed here less than seven days ago; "
             "its proposer can still publish that one";
    case Ignored::unsound:
      return "its entries do not hold: an attestation, a date or a part of the key is wrong";
    case Ignored::nothing_held:
      return "this hotline holds a copy of none of its entries, so that the list would hold nothing; "
             "add copies, then it must be proposed anew";
    case Ignored::undelivered:
      return "the server did not take the answer; it must be proposed anew";
    case Ignored::empties_list:
      return "it would leave a list that holds nothing, and does not say that all of the published "
             "list was withdrawn; ask that hotline what it means";
    case Ignored::none_to_report:
      return "it takes off all that is published, so that nothing is left to report; it must be "
             "proposed anew with its regions off";
  }
  return "";
}

}  // namespace eq::hotline
