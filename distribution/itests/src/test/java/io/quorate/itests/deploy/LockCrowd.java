package io.quorate.itests.deploy;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.quorate.itests.Crowd;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Several processes whose clients compete for the same locks; nothing that they do may fail. */
final class LockCrowd implements AutoCloseable {
    private final Crowd crowd;

    private LockCrowd(Crowd crowd) {
        this.crowd = crowd;
    }

    /** @param clients of all processes together */
    static LockCrowd start(Path scratch, String endpoints, int clients, int processes) throws IOException {
        List<List<String>> arguments = new ArrayList<>();
        for (int number = 0; number < processes; number++) {
            int share = clients / processes + (number < clients % processes ? 1 : 0);
            arguments.add(List.of(endpoints, Integer.toString(share), Integer.toString(number)));
        }
        return new LockCrowd(Crowd.start(scratch, LockWork.class, arguments));
    }

    /** Waits until each process has had about so many more holds. */
    void awaitHolds(int more) throws IOException, InterruptedException {
        crowd.awaitLines(more);
    }

    /** Ends the work and checks all of it; answers how many holds there were. */
    int endAndCheck() throws IOException, InterruptedException {
        List<Hold> all =
                crowd.end().stream().flatMap(List::stream).map(Hold::parse).toList();
        assertEquals(List.of(), Hold.wrongWith(all));
        return all.size();
    }

    @Override
    public void close() {
        crowd.close();
    }
}
