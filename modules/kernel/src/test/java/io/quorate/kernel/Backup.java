package io.quorate.kernel;

import io.quorate.kernel.state.KernelRow;
import io.quorate.kernel.state.Keys;
import io.quorate.kernel.state.StateCopy;
import io.quorate.log.SnapshotReader;
import io.quorate.recipe.system.RestoreDigest;
import io.quorate.recipe.system.SystemCommand;
import io.quorate.storage.RowCursor;
import io.quorate.storage.StateStore;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The state of a moment in parts, with what the header of a restore says of it. */
record Backup(SystemCommand.BackupSource source, List<byte[]> parts) {
    private static final byte[] NOTHING = {};

    static Backup of(World world) {
        return of(world.store, 2_000);
    }

    static Backup of(StateStore store, int partBytes) {
        KernelRow numbers = KernelRow.decode(java.util.Objects.requireNonNull(store.get(Keys.kernel())));
        List<byte[]> parts = new ArrayList<>();
        try (SnapshotReader reader = StateCopy.reader(store.snapshot(), partBytes)) {
            // The first is an offer, and to who has nothing all rows come behind it.
            Optional<byte[]> part = reader.next(NOTHING);
            while (part.isPresent()) {
                part = reader.next(NOTHING);
                part.ifPresent(parts::add);
            }
        }
        return new Backup(
                new SystemCommand.BackupSource("test", numbers.epoch(), numbers.revision(), numbers.logTimeMillis()),
                parts);
    }

    Backup with(List<byte[]> others) {
        return new Backup(source, others);
    }

    SystemCommand.BeginRestore begin(Optional<String> namespace) {
        long rows = 0;
        try (RowCursor cursor = StateCopy.rows(parts.iterator())) {
            while (cursor.next()) {
                rows++;
            }
        }
        return begin(namespace, rows);
    }

    SystemCommand.BeginRestore begin(Optional<String> namespace, long rows) {
        RestoreDigest digest = RestoreDigest.none();
        for (byte[] part : parts) {
            digest = digest.with(part);
        }
        return new SystemCommand.BeginRestore(source, namespace, 0, rows, digest.hex());
    }

    /** Stages all of it. */
    long stage(World.Client admin, Optional<String> namespace) {
        long id = World.decode(
                        SystemCommand.RestoreBegun.class,
                        ok(admin.system(begin(namespace))).body())
                .restore();
        long number = 0;
        for (byte[] part : parts) {
            ok(admin.system(new SystemCommand.RestorePart(id, ++number, part)));
        }
        return id;
    }

    /** Restores it and lets what is left of that happen. */
    SystemCommand.Restored restore(World world, Optional<String> namespace) {
        World.Client admin = world.client(60_000);
        long id = stage(admin, namespace);
        SystemCommand.Restored restored = World.decode(
                SystemCommand.Restored.class,
                ok(admin.system(new SystemCommand.CommitRestore(id))).body());
        world.loop.advanceMillis(200);
        world.kernel.close(admin.id, admin);
        world.loop.settle();
        return restored;
    }

    static CallResult ok(CallResult result) {
        if (result.kind() != CallResult.Kind.OK) {
            throw new AssertionError(result.code() + ": " + result.message());
        }
        return result;
    }
}
