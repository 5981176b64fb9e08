package io.quorate.kernel.apply;

import io.quorate.kernel.ClusterKey;
import io.quorate.kernel.Problem;
import io.quorate.kernel.Units;
import io.quorate.kernel.state.NamespaceRow;
import io.quorate.recipe.ErrorCode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What namespaces may come to hold, in logical bytes (rule 39). */
final class Quotas {
    private Quotas() {}

    /** Why a step may not be kept: it makes a namespace, or all of them, hold more than before and more than they may. */
    static Optional<Problem> problem(Step step, LimitsInForce limits) {
        List<Problem> problems = new ArrayList<>(0);
        step.growth().forEach((namespace, more) -> {
            if (more > 0) {
                ofNamespace(step, namespace).ifPresent(problems::add);
            }
        });
        if (problems.isEmpty() && step.growth().total() > 0) {
            ofWholeState(step, limits.of(ClusterKey.MAX_STATE_BYTES)).ifPresent(problems::add);
        }
        return problems.stream().findFirst();
    }

    private static Optional<Problem> ofNamespace(Step step, String namespace) {
        long used = step.usedBytes(namespace);
        return step.namespaces()
                .find(namespace)
                .map(NamespaceRow::quotaBytes)
                .filter(quota -> quota > 0 && used > quota)
                .map(quota -> exceeded(
                        "namespace '" + namespace + "'",
                        used,
                        "its quota of " + Units.SIZE.format(quota),
                        "`quorate namespace quota " + namespace + " SIZE`"));
    }

    private static Optional<Problem> ofWholeState(Step step, long most) {
        String key = ClusterKey.MAX_STATE_BYTES.key();
        return step.usedBytes() <= most
                ? Optional.empty()
                : Optional.of(exceeded(
                        "all namespaces together",
                        step.usedBytes(),
                        "the " + Units.SIZE.format(most) + " of " + key,
                        "`quorate cluster config set " + key + " SIZE`"));
    }

    private static Problem exceeded(String what, long used, String bound, String raise) {
        return Problem.of(
                ErrorCode.QUOTA_EXCEEDED,
                what + " would hold " + used + " B, above " + bound + ": remove what is not needed, or raise it with "
                        + raise);
    }
}
