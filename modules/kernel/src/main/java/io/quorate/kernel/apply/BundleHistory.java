package io.quorate.kernel.apply;

import io.quorate.kernel.BundleDigest;
import io.quorate.kernel.state.BundleChange;
import io.quorate.kernel.state.Deployment;
import io.quorate.kernel.state.Keys;
import io.quorate.kernel.state.Rows;
import io.quorate.kernel.state.SessionRow;
import io.quorate.kernel.state.StateRows;
import io.quorate.recipe.SessionId;
import java.util.List;

/** What was done to the active recipes, kept for people. */
final class BundleHistory {
    /** The oldest go first. */
    static final int MAX_CHANGES = 256;

    private BundleHistory() {}

    /** @param session that asked for it; 0 when it has gone */
    static void add(
            Step step, BundleChange.Kind kind, BundleDigest digest, Deployment of, long session, String detail) {
        BundleChange change = new BundleChange(
                kind, of.recipe(), of.version(), digest.hex(), step.calendarMillis(), label(step, session), detail);
        step.rows().put(Keys.bundleChange(step.revision()), StateRows.BUNDLE_CHANGE.encode(change));
        List<Rows.KeyValue> all = step.rows().listPrefix(Keys.bundleChanges(), MAX_CHANGES + 1);
        if (all.size() > MAX_CHANGES) {
            step.rows().delete(all.get(0).key());
        }
    }

    private static String label(Step step, long session) {
        return session == 0
                ? ""
                : Results.session(step, new SessionId(session))
                        .map(SessionRow::label)
                        .orElse("");
    }
}
