package io.quorate.simulation.check;

import io.quorate.recipe.atomic.api.AtomicContract.CompareAndSetReference;
import io.quorate.recipe.atomic.api.AtomicContract.ReferenceRead;
import io.quorate.recipe.atomic.api.AtomicContract.ReferenceSet;
import io.quorate.recipe.atomic.api.AtomicContract.ReferenceSwapped;
import io.quorate.recipe.atomic.api.AtomicContract.SetReference;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * A reference whose values are numbers that are not 0, each written by one command; 0 when it has no value. Of a value that was seen the
 * version is known, and always the same; the version of any other is what nobody can expect.
 */
final class ReferenceModel implements ValueModel {
    private static final long NONE = 0;

    private final Map<Long, Long> versions = new HashMap<>();
    private final Map<Long, Long> values = new HashMap<>();
    private boolean contradicted;

    ReferenceModel() {
        learn(NONE, 0);
    }

    /** A value as commands carry it. */
    static byte[] bytes(long value) {
        return ByteBuffer.allocate(Long.BYTES).putLong(value).array();
    }

    private static long number(Optional<byte[]> value) {
        return value.map(bytes -> ByteBuffer.wrap(bytes).getLong()).orElse(NONE);
    }

    /** Of a message that carries such a value: its bytes would print as their address. */
    static Optional<String> text(Record message) {
        if (message instanceof SetReference set) {
            return Optional.of("SetReference[" + number(Optional.of(set.value())) + "]");
        } else if (message instanceof CompareAndSetReference swap) {
            return Optional.of("CompareAndSetReference[" + swap.expectedVersion() + ", " + number(swap.value()) + "]");
        } else if (message instanceof ReferenceRead read) {
            return Optional.of("ReferenceRead[" + number(read.value()) + ", version=" + read.version() + "]");
        } else if (message instanceof ReferenceSet set) {
            return Optional.of("ReferenceSet[version=" + set.version() + ", before=" + number(set.before()) + "]");
        } else if (message instanceof ReferenceSwapped swapped) {
            return Optional.of("ReferenceSwapped[" + swapped.swapped() + ", version=" + swapped.version() + ", found="
                    + number(swapped.found()) + "]");
        }
        return Optional.empty();
    }

    private void learn(long value, long version) {
        Long before = versions.putIfAbsent(value, version);
        Long other = values.putIfAbsent(version, value);
        contradicted |= (before != null && before != version) || (other != null && other != value);
    }

    /** Of every answer, before any is explained. */
    void learn(Record request, Record reply) {
        if (reply instanceof ReferenceRead read) {
            learn(number(read.value()), read.version());
        } else if (reply instanceof ReferenceSet set && request instanceof SetReference written) {
            learn(number(Optional.of(written.value())), set.version());
        } else if (reply instanceof ReferenceSwapped swapped && request instanceof CompareAndSetReference swap) {
            learn(number(swapped.swapped() ? swap.value() : swapped.found()), swapped.version());
        }
    }

    private boolean has(long value, long version) {
        return versions.getOrDefault(value, -1L) == version;
    }

    @Override
    public Optional<Long> after(Record command, long before) {
        if (command instanceof SetReference set) {
            return Optional.of(number(Optional.of(set.value())));
        } else if (command instanceof CompareAndSetReference swap) {
            return Optional.of(has(before, swap.expectedVersion()) ? number(swap.value()) : before);
        }
        return Optional.empty();
    }

    @Override
    public Optional<Long> explained(Record request, Record reply, long before) {
        if (contradicted) {
            return Optional.empty();
        } else if (reply instanceof ReferenceRead read) {
            return number(read.value()) == before ? Optional.of(before) : Optional.empty();
        }
        return after(request, before).filter(after -> fits(request, reply, before));
    }

    private boolean fits(Record request, Record reply, long before) {
        if (reply instanceof ReferenceSet set) {
            return number(set.before()) == before;
        } else if (reply instanceof ReferenceSwapped swapped && request instanceof CompareAndSetReference swap) {
            boolean same = has(before, swap.expectedVersion());
            return swapped.swapped() == same && (same || number(swapped.found()) == before);
        }
        return false;
    }

    @Override
    public Optional<Change> change(Record command, Record reply) {
        if (reply instanceof ReferenceSet set && command instanceof SetReference written) {
            return Optional.of(new Change(number(set.before()), number(Optional.of(written.value()))));
        } else if (reply instanceof ReferenceSwapped swapped && command instanceof CompareAndSetReference swap) {
            return swapped.swapped()
                    ? Optional.ofNullable(values.get(swap.expectedVersion()))
                            .map(found -> new Change(found, number(swap.value())))
                    : Optional.of(new Change(number(swapped.found()), number(swapped.found())));
        }
        return Optional.empty();
    }
}
