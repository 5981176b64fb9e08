package io.quorate.client;

import io.quorate.client.core.Lease;
import io.quorate.client.core.Moment;
import io.quorate.recipe.client.Mark;
import io.quorate.recipe.client.Registration;
import java.time.Duration;
import java.time.Instant;

/** A moment by this machine's clocks; what is counted from it is believed like the time to live of a session. */
record LocalMark(Remote remote, Moment from) implements Mark {
    static LocalMark now(Remote remote) {
        return new LocalMark(remote, remote.clocks().now());
    }

    @Override
    public boolean isWithin(Duration logTime) {
        return !lease(logTime).isOver(remote.clocks().now());
    }

    @Override
    public Instant end(Duration logTime) {
        return Instant.ofEpochMilli(lease(logTime).untilWallMillis());
    }

    @Override
    public Registration atEnd(Duration logTime, Runnable reaction) {
        return remote.loop().at(lease(logTime).untilNanos(), reaction);
    }

    private Lease lease(Duration logTime) {
        return new Lease(from, Clocks.nanos(logTime) / 1_000_000);
    }
}
