package io.quorate.raft;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Clocks of any origin, and disks that are slow beside them. */
class ClockTest {
    @Test
    void aLoneVoterLeadsThoughItsDiskIsSlow() {
        Host host = new Group(1, 1).host(1);
        for (int i = 0; i < 300; i++) {
            host.elapse(10);
            if (i % 5 == 0) {
                host.write();
            }
        }
        assertTrue(host.leads());
        assertEquals(2, host.status().term());
    }

    @Test
    void signsOfLifeAreSentOnAClockBelowZero() {
        TreeMap<Long, Configuration> configurations = new TreeMap<>();
        configurations.put(1L, Configuration.of(Group.nodes(1), Group.nodes(2)));
        TreeMap<Long, Long> terms = new TreeMap<>();
        terms.put(1L, 1L);
        Recovered recovered = new Recovered(new HardState(1, 0, 1), 0, 0, 1, terms, configurations, 0);
        long now = -1_000_000;
        Raft raft = new Raft(1, Host.SETTINGS, recovered, now, new SplittableRandom(1));
        int heartbeats = 0;
        for (int i = 0; i < 1_000; i++) {
            now += 10;
            Optional<Output> output = Optional.of(raft.step(new Input.Tick(now)));
            while (output.isPresent()) {
                heartbeats += (int) output.get().messages().stream()
                        .filter(Message.Heartbeat.class::isInstance)
                        .count();
                output = output.get().persist().map(write -> raft.step(new Input.Persisted(write.sequence())));
            }
        }
        assertTrue(heartbeats > 150, heartbeats + " heartbeats in 10,000 ns");
    }
}
