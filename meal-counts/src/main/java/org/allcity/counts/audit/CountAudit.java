package org.allcity.counts.audit;

/** Opens what is live for an audit. */
public interface CountAudit {

    AuditedView openLive();
}
