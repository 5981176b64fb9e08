/** The replicated log as the kernel sees it, and the seams (disk) that its providers stand on. */
@org.osgi.annotation.bundle.Export
@org.osgi.annotation.versioning.Version("1.0.0")
@org.jspecify.annotations.NullMarked
package io.quorate.log;
