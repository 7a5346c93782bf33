// Se connecter au bac à sable avec Spring Security 6 (spring-boot-starter-oauth2-client).
//
// src/main/resources/application.properties :
//   spring.security.oauth2.client.registration.fc.client-id={{raw:client_id}}
//   spring.security.oauth2.client.registration.fc.client-secret=${FC_CLIENT_SECRET}
//   spring.security.oauth2.client.registration.fc.client-authentication-method=client_secret_post
//   spring.security.oauth2.client.registration.fc.authorization-grant-type=authorization_code
//   spring.security.oauth2.client.registration.fc.redirect-uri={{raw:redirect_uri}}
//   spring.security.oauth2.client.registration.fc.scope={{raw:scope_commas}}
//   spring.security.oauth2.client.provider.fc.issuer-uri={{raw:issuer}}
//   spring.security.oauth2.client.provider.fc.user-name-attribute=sub
import java.util.List;
import java.util.Map;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.HttpHeaders;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.oauth2.client.oidc.userinfo.OidcUserRequest;
import org.springframework.security.oauth2.client.oidc.userinfo.OidcUserService;
import org.springframework.security.oauth2.client.oidc.web.logout.OidcClientInitiatedLogoutSuccessHandler;
import org.springframework.security.oauth2.client.registration.ClientRegistrationRepository;
import org.springframework.security.oauth2.client.web.DefaultOAuth2AuthorizationRequestResolver;
import org.springframework.security.oauth2.core.oidc.OidcUserInfo;
import org.springframework.security.oauth2.core.oidc.user.DefaultOidcUser;
import org.springframework.security.oauth2.core.oidc.user.OidcUser;
import org.springframework.security.oauth2.jose.jws.SignatureAlgorithm;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.jwt.NimbusJwtDecoder;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.web.client.RestClient;

@Configuration
class FranceConnectConfiguration {
  @Bean
  SecurityFilterChain chain(HttpSecurity http, ClientRegistrationRepository clients) throws Exception {
    var resolver = new DefaultOAuth2AuthorizationRequestResolver(clients, "/oauth2/authorization");
    // acr_values est obligatoire. Pas de PKCE : FranceConnect refuse les paramètres qu'il ne connaît pas.
    resolver.setAuthorizationRequestCustomizer(request -> request.additionalParameters(Map.of("acr_values", {{json:acr}})));
    var logout = new OidcClientInitiatedLogoutSuccessHandler(clients);
    logout.setPostLogoutRedirectUri({{json:post_logout_redirect_uri}});
    return http
        .authorizeHttpRequests(requests -> requests.anyRequest().authenticated())
        .oauth2Login(login -> login
            .redirectionEndpoint(endpoint -> endpoint.baseUri({{json:redirect_path}}))
            .authorizationEndpoint(endpoint -> endpoint.authorizationRequestResolver(resolver))
            .userInfoEndpoint(endpoint -> endpoint.oidcUserService(new SignedUserInfo())))
        .logout(end -> end.logoutSuccessHandler(logout))
        .build();
  }

  /** La réponse de userinfo est un JWT : sa signature est vérifiée, puis ses données rejoignent celles de l'id_token. */
  static class SignedUserInfo extends OidcUserService {
    @Override
    public OidcUser loadUser(OidcUserRequest request) {
      var provider = request.getClientRegistration().getProviderDetails();
      String answer = RestClient.create().get()
          .uri(provider.getUserInfoEndpoint().getUri())
          .header(HttpHeaders.AUTHORIZATION, "Bearer " + request.getAccessToken().getTokenValue())
          .retrieve()
          .body(String.class);
      Jwt claims = NimbusJwtDecoder.withJwkSetUri(provider.getJwkSetUri())
          .jwsAlgorithm(SignatureAlgorithm.{{raw:alg}})
          .build()
          .decode(answer);
      if (!claims.getSubject().equals(request.getIdToken().getSubject())) {
        throw new IllegalStateException("sub inattendu");
      }
      return new DefaultOidcUser(List.of(), request.getIdToken(), new OidcUserInfo(claims.getClaims()));
    }
  }
}
