package io.quorate.benchmarks;

import io.quorate.benchmarks.load.Contender;
import io.quorate.benchmarks.peers.EtcdCluster;
import io.quorate.benchmarks.peers.ZooKeeperEnsemble;
import io.quorate.benchmarks.process.Workplace;
import io.quorate.benchmarks.product.ProductCluster;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(
        name = "peers",
        description = "The same writes of 256 B to Quorate, ZooKeeper and etcd, three nodes of each.",
        sortOptions = false,
        mixinStandardHelpOptions = true)
final class PeersBenchmark implements Callable<Integer> {
    @Mixin
    private LoadSettings load = new LoadSettings();

    @Mixin
    private Settings settings = new Settings();

    @Override
    public Integer call() throws IOException, InterruptedException {
        load.check();
        return settings.run(this::run);
    }

    private void run(Workplace workplace, Report report) throws IOException, InterruptedException {
        List<String> notes = new ArrayList<>(
                List.of(
                        "CPU: user and system time of the three nodes, for each write. All with fsync, clients at the leader."));
        List<Contender> contenders = new ArrayList<>();
        try {
            contenders.add(ProductCluster.start(workplace, Settings.program()));
            contenders.add(ZooKeeperEnsemble.start(workplace));
            Optional<Path> etcd = EtcdCluster.program();
            if (etcd.isPresent()) {
                contenders.add(EtcdCluster.start(workplace, etcd.get()));
            } else {
                String skipped = "SKIPPED etcd, which is not on the PATH: " + EtcdCluster.HOW_TO_INSTALL + ".";
                Settings.progress(skipped);
                notes.add(skipped);
            }
            report.add(new Comparison(contenders, load).run(ProductCluster.NAME, notes));
        } finally {
            contenders.forEach(Contender::close);
        }
    }
}
