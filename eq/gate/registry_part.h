// Internal to this room: the Registry's part of an object, for prover and verifier.
#pragma once

#include "eq/gate/epoch.h"
#include "eq/gate/transcript.h"

namespace eq::gate {

Evaluation registry_part_var(const EpochObject& object, const DealtBody& c, const Scalar& at);
/// at_z is still to be set.
ProofStatement statement_of(const EpochObject& object);

}  // namespace eq::gate
