package io.quorate.kernel.read;

import io.quorate.kernel.state.LastRestore;
import io.quorate.kernel.state.Restore;
import io.quorate.kernel.state.RestoreKeys;
import io.quorate.kernel.state.Rows;
import io.quorate.recipe.system.SystemQuery;

/** Answers how far a restore is. */
final class RestoreQueries {
    private RestoreQueries() {}

    static SystemQuery.Restores describe(Rows rows) {
        return new SystemQuery.Restores(
                Restore.of(rows).map(restore -> underWay(rows, restore)),
                LastRestore.of(rows).map(RestoreQueries::past));
    }

    private static SystemQuery.RestoreUnderWay underWay(Rows rows, Restore restore) {
        return new SystemQuery.RestoreUnderWay(
                restore.id(),
                restore.phase().name(),
                restore.request().namespace(),
                restore.request().source(),
                restore.received().parts(),
                restore.received().rows(),
                restore.request().rows(),
                restore.phase() == Restore.Phase.STAGING ? 0 : left(rows));
    }

    private static long left(Rows rows) {
        return (long) count(rows, RestoreKeys.restoredHolds())
                + count(rows, RestoreKeys.restoredInstances())
                + count(rows, RestoreKeys.doomed());
    }

    private static int count(Rows rows, byte[] prefix) {
        return rows.listPrefix(prefix, SystemQuery.MAX_PAGE).size();
    }

    private static SystemQuery.PastRestore past(LastRestore last) {
        return new SystemQuery.PastRestore(
                last.restore(),
                last.epoch(),
                last.revision(),
                last.namespace(),
                last.source(),
                last.calendarMillis(),
                last.instances(),
                last.replaced());
    }
}
