package io.diemnet.node.cluster;

import java.util.List;
import org.infinispan.notifications.Listener;
import org.infinispan.notifications.cachemanagerlistener.annotation.Merged;
import org.infinispan.notifications.cachemanagerlistener.annotation.ViewChanged;
import org.infinispan.notifications.cachemanagerlistener.event.ViewChangedEvent;
import org.infinispan.remoting.transport.Address;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Logs the members of the cluster at each change. */
@Listener
public final class MemberLog {

  private static final Logger LOG = LoggerFactory.getLogger(MemberLog.class);

  MemberLog() {}

  /** Called when a member joined, left or was lost. */
  @ViewChanged
  @Merged
  public void changed(ViewChangedEvent event) {
    log(event.getNewMembers(), event.getLocalAddress());
  }

  static void log(List<Address> members, Address self) {
    LOG.info("cluster: {} members, {} (this is {})", members.size(), members, self);
  }
}
