import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.opensearch.Version;
import org.opensearch.common.settings.Settings;
import org.opensearch.env.Environment;
import org.opensearch.node.InternalSettingsPreparer;
import org.opensearch.node.Node;
import org.opensearch.plugins.PluginInfo;

/**
 * One node of OpenSearch, of what is on the class path. It ends when its standard input does, so that none outlives a test.
 *
 * Arguments: a folder of its own, then settings as NAME=VALUE.
 */
public final class TestNode extends Node {
  private static final List<String> MODULES =
      List.of(
          "org.opensearch.transport.Netty4ModulePlugin",
          "org.opensearch.analysis.common.CommonAnalysisModulePlugin",
          "org.opensearch.painless.PainlessModulePlugin",
          "org.opensearch.index.reindex.ReindexModulePlugin",
          "stillweb.StillwebSimilarity");

  private TestNode(Environment environment, Collection<PluginInfo> modules) {
    super(environment, modules, true);
  }

  public static void main(String[] arguments) throws Exception {
    Path home = Path.of(arguments[0]).toAbsolutePath();
    Files.createDirectories(home.resolve("config"));
    Settings.Builder settings = Settings.builder().put("path.home", home.toString());
    for (String argument : List.of(arguments).subList(1, arguments.length)) {
      String[] parts = argument.split("=", 2);
      settings.put(parts[0], parts[1]);
    }
    List<PluginInfo> modules = new ArrayList<>();
    for (String name : MODULES) {
      modules.add(new PluginInfo(name, name, "NA", Version.CURRENT, "21", name, null, List.of(), false));
    }
    Environment environment = InternalSettingsPreparer.prepareEnvironment(settings.build(), Map.of(), null, () -> "node");
    Node node = new TestNode(environment, modules);
    node.start();
    endWithInput();
    System.exit(0);
  }

  private static void endWithInput() throws IOException {
    while (System.in.read() >= 0) {
      // Nobody writes here.
    }
  }
}
