package org.allcity.board.redis;

import org.allcity.board.BoardProperties;
import org.allcity.counts.redis.RedisCounts;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

/** Gives the board its store. */
@Configuration(proxyBeanMethods = false)
class RedisConfiguration {

    @Bean
    RedisCountSource store(LettuceConnectionFactory connections, BoardProperties properties) {
        return new RedisCountSource(() -> RedisCounts.connect(
                connections.getRequiredNativeClient(), properties.city(), properties.board().storeTimeout()));
    }
}
