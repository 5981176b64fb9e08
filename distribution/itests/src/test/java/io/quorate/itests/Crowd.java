package io.quorate.itests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Processes whose clients work until their input ends, and which print a line for whatever they did. */
public final class Crowd implements AutoCloseable {
    private static final long PATIENCE_SECONDS = 120;

    /** About as much as a line. */
    private static final int LINE_BYTES = 64;

    private record Member(Process process, Path lines, Path complaints) {
        void requireWell() throws IOException {
            assertTrue(process.isAlive(), Files.readString(complaints));
        }
    }

    private final List<Member> members = new ArrayList<>();

    private Crowd() {}

    /**
     * Starts a process for each list of arguments.
     *
     * @param main ends the process with 0 when all was well
     */
    public static Crowd start(Path scratch, Class<?> main, List<List<String>> arguments) throws IOException {
        Crowd crowd = new Crowd();
        for (List<String> own : arguments) {
            List<String> command = new ArrayList<>(List.of(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "-Xmx128m",
                    "-XX:+UseSerialGC",
                    "-XX:TieredStopAtLevel=1",
                    "-cp",
                    System.getProperty("java.class.path"),
                    main.getName()));
            command.addAll(own);
            Path lines = Files.createTempFile(scratch, "lines", ".txt");
            Path complaints = Files.createTempFile(scratch, "complaints", ".txt");
            Process process = new ProcessBuilder(command)
                    .redirectOutput(lines.toFile())
                    .redirectError(complaints.toFile())
                    .start();
            crowd.members.add(new Member(process, lines, complaints));
        }
        return crowd;
    }

    /** Waits until each process has printed about so many more lines. */
    public void awaitLines(int more) throws IOException, InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        List<Long> due = new ArrayList<>();
        for (Member member : members) {
            due.add(Files.size(member.lines) + (long) more * LINE_BYTES);
        }
        for (int i = 0; i < members.size(); i++) {
            while (Files.size(members.get(i).lines) < due.get(i)) {
                members.get(i).requireWell();
                assertTrue(System.nanoTime() < deadline, "the clients come no further");
                TimeUnit.MILLISECONDS.sleep(10);
            }
        }
    }

    /** Ends the work, and answers all lines of each process; fails when one does not end by itself, or not well. */
    public List<List<String>> end() throws IOException, InterruptedException {
        for (Member member : members) {
            member.requireWell();
            member.process.getOutputStream().close();
        }
        List<List<String>> all = new ArrayList<>();
        for (Member member : members) {
            assertTrue(member.process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS), "a call was not answered");
            assertEquals(0, member.process.exitValue(), Files.readString(member.complaints));
            all.add(Files.readAllLines(member.lines));
        }
        return all;
    }

    @Override
    public void close() {
        members.forEach(member -> member.process.destroyForcibly().onExit().join());
    }
}
