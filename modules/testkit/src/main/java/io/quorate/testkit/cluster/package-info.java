/**
 * A cluster for the tests of programs that use one. {@link io.quorate.testkit.cluster.TestCluster} runs it within the test's own
 * process, in time that a test can let pass, and {@link io.quorate.testkit.cluster.QuorateCluster} gives it to JUnit tests.
 */
@org.osgi.annotation.bundle.Export
@org.osgi.annotation.versioning.Version("1.0.0")
@org.jspecify.annotations.NullMarked
package io.quorate.testkit.cluster;
