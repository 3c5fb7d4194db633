package org.allcity.counts;

/** How a meal is handed over: 堂食, 打包, 送餐上门. */
public enum ServiceMode {
    DINE_IN,
    TAKEAWAY,
    HOME_DELIVERY
}
