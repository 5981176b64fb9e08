package io.quorate.itests;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

/**
 * The seams of ARCHITECTURE.md: time, disk, network and randomness come from outside. Who stands at a seam is named class by
 * class, and whoever does not need to stand there any more fails the test too.
 */
class SeamsIT {
    private static final Set<String> CLOCK_READERS = Set.of(
            "io.quorate.client.Machine",
            "io.quorate.server.LoopThread",
            "io.quorate.server.TurnLoop",
            "io.quorate.storage.lmdb.Flusher",
            "io.quorate.testkit.cluster.ClusterTime",
            "io.quorate.transport.QuietLog",
            "io.quorate.cli.BackupCreation",
            "io.quorate.cli.BundleWatch",
            "io.quorate.cli.DryRun",
            "io.quorate.cli.Hold",
            "io.quorate.cli.RecoverCommand",
            "io.quorate.cli.demo.Child",
            "io.quorate.cli.demo.Demo",
            "io.quorate.cli.demo.NodeSteps",
            "io.quorate.cli.demo.Patience");

    private static final Set<String> DICE = Set.of(
            "io.quorate.cli.BackupCreation",
            "io.quorate.client.ClientLoop",
            "io.quorate.recipe.lock.api.Resumption",
            "io.quorate.server.DataDirectory",
            "io.quorate.server.NodeParts");

    private static final String[] DETERMINISTIC = {
        "io.quorate.raft..",
        "io.quorate.client.core..",
        "io.quorate.kernel.apply..",
        "io.quorate.kernel.state..",
        "io.quorate.kernel.entry..",
        "io.quorate.codec.."
    };

    /** Step machines: what they do next is in what they are told. */
    private static final String[] PURE = {"io.quorate.raft..", "io.quorate.client.core.."};

    private static final Set<String> UNSEEDED = Set.of(
            "java.lang.Math.random",
            "java.lang.StrictMath.random",
            "java.security.SecureRandom.<init>",
            "java.util.Random.<init>",
            "java.util.UUID.randomUUID",
            "java.util.concurrent.ThreadLocalRandom.current",
            "java.util.random.RandomGenerator.getDefault");

    private static final Set<String> ELAPSED =
            Set.of("java.lang.System.nanoTime", "java.lang.System.currentTimeMillis");

    /** Classes with an access that the predicate finds, nested ones by the name of their outermost. */
    private static Set<String> accessing(Predicate<JavaAccess<?>> found) {
        Set<String> names = new TreeSet<>();
        for (JavaClass type : ArchitectureIT.CLASSES) {
            if (type.getAccessesFromSelf().stream().anyMatch(found)) {
                names.add(type.getName().replaceFirst("\\$.*", ""));
            }
        }
        return names;
    }

    private static String nameOf(JavaAccess<?> access) {
        return access.getTargetOwner().getName() + "." + access.getName();
    }

    private static boolean readsAClock(JavaAccess<?> access) {
        boolean makesADate = access.getTargetOwner().getName().equals("java.util.Date")
                && access.getDescription().contains("<init>()");
        boolean asksTheCalendar = access.getTargetOwner().getPackageName().equals("java.time")
                && (access.getName().equals("now") || access.getName().startsWith("system"));
        return ELAPSED.contains(nameOf(access)) || asksTheCalendar || makesADate;
    }

    private static boolean rollsDice(JavaAccess<?> access) {
        return UNSEEDED.contains(nameOf(access))
                || access.getDescription().contains("java.util.SplittableRandom.<init>()");
    }

    @Test
    void clocksAreReadOnlyBehindTheSeams() {
        assertEquals(new TreeSet<>(CLOCK_READERS), accessing(SeamsIT::readsAClock));
    }

    @Test
    void randomnessComesOnlyFromBehindTheSeams() {
        assertEquals(new TreeSet<>(DICE), accessing(SeamsIT::rollsDice));
    }

    @Test
    void applyAndTheCoresKnowNoClockThreadRandomnessOrDisk() {
        noClasses()
                .that()
                .resideInAnyPackage(DETERMINISTIC)
                .should()
                .dependOnClassesThat(new DescribedPredicate<>("differ between nodes") {
                    @Override
                    public boolean test(JavaClass type) {
                        return List.of(
                                                "java.lang.Thread",
                                                "java.util.Random",
                                                "java.util.UUID",
                                                "java.util.concurrent.ThreadLocalRandom",
                                                "java.security.SecureRandom",
                                                "java.time.Instant",
                                                "java.time.Clock",
                                                "java.util.HashSet",
                                                "java.util.IdentityHashMap")
                                        .contains(type.getName())
                                || type.getPackageName().startsWith("java.net")
                                || type.getPackageName().startsWith("java.nio.file")
                                || type.getPackageName().startsWith("java.nio.channels");
                    }
                })
                .check(ArchitectureIT.CLASSES);
    }

    @Test
    void theCoresAreStepMachines() {
        noClasses()
                .that()
                .resideInAnyPackage(PURE)
                .should()
                .dependOnClassesThat(new DescribedPredicate<>("run, wait, roll dice or reach outside") {
                    @Override
                    public boolean test(JavaClass type) {
                        String home = type.getPackageName() + ".";
                        boolean runs = home.startsWith("java.util.concurrent.")
                                && !type.getName().equals("java.util.concurrent.TimeUnit");
                        boolean reaches = home.startsWith("java.io.")
                                || home.startsWith("java.net.")
                                || home.startsWith("java.nio.file.")
                                || home.startsWith("java.nio.channels.")
                                || home.startsWith("java.security.")
                                || home.startsWith("javax.")
                                || home.startsWith("io.netty.");
                        return runs
                                || reaches
                                || List.of(
                                                "java.lang.Process",
                                                "java.lang.ProcessBuilder",
                                                "java.lang.Runtime",
                                                "java.lang.Thread",
                                                "java.lang.ThreadLocal",
                                                "java.util.Random",
                                                "java.util.SplittableRandom",
                                                "java.util.Timer",
                                                "java.util.UUID")
                                        .contains(type.getName());
                    }
                })
                .check(ArchitectureIT.CLASSES);
    }

    @Test
    void filesAreTouchedOnlyBehindTheDisk() {
        noClasses()
                .that()
                .resideInAnyPackage("io.quorate.log..", "io.quorate.kernel..", "io.quorate.storage")
                .and()
                .doNotHaveSimpleName("FileDisk")
                .and()
                .doNotHaveSimpleName("OpenFile")
                .and()
                .doNotHaveSimpleName("DirectoryLock")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("java.nio.file..", "java.nio.channels..")
                .check(ArchitectureIT.CLASSES);
    }

    @Test
    void socketsAreOpenedOnlyByTransportClientAndProtocol() {
        noClasses()
                .that()
                .resideOutsideOfPackages("io.quorate.transport..", "io.quorate.client..", "io.quorate.protocol..")
                .should()
                .dependOnClassesThat(new DescribedPredicate<>("open sockets") {
                    @Override
                    public boolean test(JavaClass type) {
                        String name = type.getName();
                        boolean ofTheJdk = name.matches("java\\.net\\.\\w*(Socket|Connection)")
                                || name.matches("java\\.nio\\.channels\\.\\w*(Socket|Datagram)Channel");
                        return ofTheJdk
                                || name.startsWith("java.net.http.")
                                || name.startsWith("javax.net.")
                                || name.startsWith("java.rmi.")
                                || name.startsWith("com.sun.net.httpserver.")
                                || name.startsWith("io.netty.bootstrap.")
                                || name.startsWith("io.netty.channel.");
                    }
                })
                .check(ArchitectureIT.CLASSES);
        Set<String> streams =
                accessing(access -> access.getTargetOwner().getName().equals("java.net.URL")
                        && access.getName().startsWith("open"));
        assertEquals(Set.of(), streams);
    }
}
