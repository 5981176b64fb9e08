package io.quorate.itests.deploy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Several processes whose clients compete for the same locks; nothing that they do may fail. */
final class LockCrowd implements AutoCloseable {
    private static final long PATIENCE_SECONDS = 120;

    /** At least as much as a line of a hold. */
    private static final int LINE_BYTES = 64;

    private record Member(Process process, Path holds, Path complaints) {
        void requireWell() throws IOException {
            assertTrue(process.isAlive(), Files.readString(complaints));
        }
    }

    private final List<Member> members = new ArrayList<>();

    private LockCrowd() {}

    /** @param clients of all processes together */
    static LockCrowd start(Path scratch, String endpoints, int clients, int processes) throws IOException {
        LockCrowd crowd = new LockCrowd();
        for (int number = 0; number < processes; number++) {
            int share = clients / processes + (number < clients % processes ? 1 : 0);
            Path holds = Files.createTempFile(scratch, "holds", ".txt");
            Path complaints = Files.createTempFile(scratch, "complaints", ".txt");
            Process process = new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "-Xmx128m",
                            "-XX:+UseSerialGC",
                            "-XX:TieredStopAtLevel=1",
                            "-cp",
                            System.getProperty("java.class.path"),
                            LockWork.class.getName(),
                            endpoints,
                            Integer.toString(share),
                            Integer.toString(number))
                    .redirectOutput(holds.toFile())
                    .redirectError(complaints.toFile())
                    .start();
            crowd.members.add(new Member(process, holds, complaints));
        }
        return crowd;
    }

    /** Waits until each process has had about so many more holds. */
    void awaitHolds(int more) throws IOException, InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        List<Long> due = new ArrayList<>();
        for (Member member : members) {
            due.add(Files.size(member.holds) + (long) more * LINE_BYTES);
        }
        for (int i = 0; i < members.size(); i++) {
            while (Files.size(members.get(i).holds) < due.get(i)) {
                members.get(i).requireWell();
                assertTrue(System.nanoTime() < deadline, "the locks are not granted any more");
                TimeUnit.MILLISECONDS.sleep(10);
            }
        }
    }

    /** Ends the work and checks all of it; answers how many holds there were. */
    int endAndCheck() throws IOException, InterruptedException {
        for (Member member : members) {
            member.requireWell();
            member.process.getOutputStream().close();
        }
        List<Hold> all = new ArrayList<>();
        for (Member member : members) {
            assertTrue(member.process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS), "a call was not answered");
            assertEquals(0, member.process.exitValue(), Files.readString(member.complaints));
            Files.readAllLines(member.holds).stream().map(Hold::parse).forEach(all::add);
        }
        assertEquals(List.of(), Hold.wrongWith(all));
        return all.size();
    }

    @Override
    public void close() {
        members.forEach(member -> member.process.destroyForcibly().onExit().join());
    }
}
