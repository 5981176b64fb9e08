package io.quorate.kernel.apply;

import io.quorate.codec.CodecException;
import io.quorate.kernel.Address;
import io.quorate.kernel.state.ConfigurationRow;
import io.quorate.kernel.state.InstanceRow;
import io.quorate.kernel.state.KernelRow;
import io.quorate.kernel.state.Keys;
import io.quorate.kernel.state.NamespaceRow;
import io.quorate.kernel.state.Restore;
import io.quorate.kernel.state.RestoreKeys;
import io.quorate.kernel.state.RestoredInstance;
import io.quorate.kernel.state.StateRows;
import io.quorate.kernel.state.TimerRow;
import io.quorate.recipe.SessionId;
import io.quorate.recipe.system.SystemCommand;
import io.quorate.storage.StateStore;
import java.util.Optional;

/**
 * Puts the rows of a backup where nobody sees them: each instance gets a new id, under which its rows and timers lie at once, since no
 * instance of that id is known yet; what the switch has to touch lies under keys of its own. Instances come before their rows.
 */
final class StagedRows {
    private final Step step;
    private final Restore restore;
    private final Growth used = new Growth();
    private long instances;
    private long others;

    // Of the row before: those of one instance come together.
    private long lastFormer = -1;
    private Optional<RestoredInstance> last = Optional.empty();

    StagedRows(Step step, Restore restore) {
        this.step = step;
        this.restore = restore;
    }

    /** Logical bytes that were staged here, by namespace. */
    Growth used() {
        return used;
    }

    /** Instances that were staged here. */
    long instances() {
        return instances;
    }

    /** Timers, holds and settings that were staged here. */
    long others() {
        return others;
    }

    /** @throws CodecException when it is no row of a state, or none that this version knows */
    void add(byte[] key, byte[] value) {
        try {
            place(key, value);
        } catch (IndexOutOfBoundsException | IllegalArgumentException malformed) {
            throw new CodecException("a row of the backup is malformed: " + malformed.getMessage());
        }
    }

    private void place(byte[] key, byte[] value) {
        if (key.length > StateStore.MAX_KEY_BYTES) {
            throw new CodecException("a row of the backup has a key of " + key.length + " bytes, allowed are "
                    + StateStore.MAX_KEY_BYTES);
        }
        switch (RestoreKeys.contentOf(key)) {
            case NUMBERS -> requireSource(KernelRow.decode(value));
            case INSTANCE -> instance(Keys.addressOfInstance(key), InstanceRow.decode(value));
            case ROW -> ofInstance(key, value, Keys.ownBytesOf(key) + (long) value.length);
            case TIMER -> {
                TimerRow timer = TimerRow.decode(value);
                others += ofInstance(key, value, timer.payload().length) ? 1 : 0;
            }
            case HOLD -> hold(Keys.sessionOfBound(key), Keys.addressOfBound(key));
            case PENDING_END -> pendingEnd(key, value);
            case NAMESPACE -> {
                if (restore.takesNamespace(Keys.nameOfNamespace(key))) {
                    // What it holds is counted anew, and what was being deleted when the backup was made is there
                    // again.
                    setting(key, NamespaceRow.decode(value).restored().encode());
                }
            }
            case SETTING -> {
                if (restore.isWhole()) {
                    requireReadable(key, value);
                    setting(key, value);
                }
            }
            case LEFT_OUT -> {}
        }
    }

    private void requireSource(KernelRow numbers) {
        SystemCommand.BackupSource source = restore.request().source();
        if (numbers.epoch() != source.epoch()
                || numbers.revision() != source.revision()
                || numbers.logTimeMillis() != source.logTimeMillis()) {
            throw new CodecException("the backup is of epoch " + numbers.epoch() + ", revision " + numbers.revision()
                    + ", and not of epoch " + source.epoch() + ", revision " + source.revision()
                    + " as its header says");
        }
    }

    private void instance(Address address, InstanceRow row) {
        if (!restore.takesNamespace(address.namespace())) {
            return;
        }
        InstanceRow renumbered = new InstanceRow(step.drawInstance(), row.stateVersion(), 0, row.frozen());
        step.rows().put(RestoreKeys.restoredInstance(row.id()), new RestoredInstance(address, renumbered).encode());
        instances++;
    }

    /** @param bytes that count against the quota of its namespace */
    private boolean ofInstance(byte[] key, byte[] value, long bytes) {
        Optional<RestoredInstance> instance = instance(RestoreKeys.idOf(key));
        instance.ifPresent(known -> {
            step.rows().put(RestoreKeys.ofInstance(key, known.row().id()), value);
            used.add(known.address().namespace(), bytes);
        });
        return instance.isPresent();
    }

    /** Empty for one that is not restored. */
    private Optional<RestoredInstance> instance(long former) {
        if (former != lastFormer) {
            lastFormer = former;
            last = step.read(RestoreKeys.restoredInstance(former), RestoredInstance::decode);
        }
        return last;
    }

    private void hold(SessionId session, Address address) {
        byte[] key = RestoreKeys.restoredHold(session, address);
        if (restore.takesNamespace(address.namespace()) && step.rows().get(key) == null) {
            step.rows().put(key, new byte[] {1});
            others++;
        }
    }

    private void pendingEnd(byte[] key, byte[] value) {
        Address address = Keys.addressOfInstance(value);
        SessionId session = Keys.sessionOfPendingEnd(key);
        instance(Keys.instanceOfPendingEnd(key))
                .ifPresent(known ->
                        setting(Keys.pendingEnd(address.recipe(), known.row().id(), session), value));
    }

    private void setting(byte[] key, byte[] value) {
        step.rows().put(RestoreKeys.restoredSetting(key), value);
        others++;
    }

    /** What takes effect at the switch must not fail there. */
    private static void requireReadable(byte[] key, byte[] value) {
        if (java.util.Arrays.equals(key, Keys.configuration())) {
            ConfigurationRow.decode(value);
        } else if (java.util.Arrays.equals(key, Keys.trustedKeys())) {
            StateRows.TRUSTED_KEYS.decode(value);
        } else {
            StateRows.TRUSTED_DIGESTS.decode(value);
        }
    }
}
