// Se connecter au bac à sable avec ASP.NET Core 8.
//   dotnet add package Microsoft.AspNetCore.Authentication.OpenIdConnect
//   FC_CLIENT_SECRET=... dotnet run
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Authentication.OpenIdConnect;

var builder = WebApplication.CreateBuilder(args);
builder.Services
    .AddAuthentication(options =>
    {
        options.DefaultScheme = CookieAuthenticationDefaults.AuthenticationScheme;
        options.DefaultChallengeScheme = OpenIdConnectDefaults.AuthenticationScheme;
    })
    .AddCookie()
    .AddOpenIdConnect(options =>
    {
        options.Authority = {{json:issuer}};
        options.ClientId = {{json:client_id}};
        options.ClientSecret = Environment.GetEnvironmentVariable("FC_CLIENT_SECRET");
        options.RequireHttpsMetadata = false; {{if http}}
        options.CallbackPath = {{json:redirect_path}};
        options.SignedOutCallbackPath = {{json:post_logout_path}};
        options.ResponseType = "code";
        // Ce que FranceConnect refuse : response_mode, PKCE et les paramètres x-client-*.
        options.ResponseMode = "query";
        options.UsePkce = false;
        options.DisableTelemetry = true;
        // La réponse de userinfo est un JWT.
        options.GetClaimsFromUserInfoEndpoint = true;
        options.SaveTokens = true;
        options.MapInboundClaims = false;
        options.Scope.Clear();
        foreach (var scope in {{json:scope}}.Split(' ')) options.Scope.Add(scope);
        options.Events.OnRedirectToIdentityProvider = context =>
        {
            context.ProtocolMessage.AcrValues = {{json:acr}};
            return Task.CompletedTask;
        };
    });
builder.Services.AddAuthorization();

var app = builder.Build();
app.UseAuthentication();
app.UseAuthorization();
app.MapGet("/", (HttpContext context) => context.User.Claims.Select(claim => $"{claim.Type} = {claim.Value}")).RequireAuthorization();
app.MapGet("/deconnexion", () => Results.SignOut(
    authenticationSchemes: [CookieAuthenticationDefaults.AuthenticationScheme, OpenIdConnectDefaults.AuthenticationScheme]));
app.Run();
