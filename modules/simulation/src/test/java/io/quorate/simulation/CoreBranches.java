package io.quorate.simulation;

import io.quorate.raft.Raft;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import org.jacoco.agent.rt.RT;
import org.jacoco.core.analysis.Analyzer;
import org.jacoco.core.analysis.CoverageBuilder;
import org.jacoco.core.analysis.ICounter;
import org.jacoco.core.data.ExecutionDataReader;
import org.jacoco.core.data.ExecutionDataStore;
import org.jacoco.core.data.SessionInfoStore;

/** Which branches of the consensus core this JVM has taken since it started. */
final class CoreBranches {
    private CoreBranches() {}

    /** As "taken/all"; "unknown" without the agent that counts, as in an IDE. */
    static String taken() {
        byte[] counted;
        try {
            counted = RT.getAgent().getExecutionData(false);
        } catch (IllegalStateException noAgent) {
            return "unknown";
        }
        try {
            ExecutionDataStore taken = new ExecutionDataStore();
            ExecutionDataReader reader = new ExecutionDataReader(new ByteArrayInputStream(counted));
            reader.setExecutionDataVisitor(taken);
            reader.setSessionInfoVisitor(new SessionInfoStore());
            reader.read();
            CoverageBuilder core = new CoverageBuilder();
            Path classes = Path.of(Raft.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .getPath());
            new Analyzer(taken, core).analyzeAll(classes.toFile());
            ICounter branches = core.getBundle("core").getBranchCounter();
            return branches.getCoveredCount() + "/" + branches.getTotalCount();
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }
}
